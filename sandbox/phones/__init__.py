"""Virtual telephones by the thousand: they answer, ignore, decline and hang up by scenario."""
