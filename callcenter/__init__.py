"""The ground floor: nouns, storage and the carrier, which every room stands on."""
