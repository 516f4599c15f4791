"""A question in words: what is said, in which language, one sentence after the other. Pure."""

from collections.abc import Sequence

from ivr import prompts
from ivr.dialogue import Ask
from ivr.menu import in_language

Said = tuple[str, str]
"""(language, words)"""


def sentences(question: Ask, greeting: Sequence[str], keys: Sequence[str] = ()) -> list[Said]:
    """Return greeting and question in one, then each choice in its own language, then `keys`."""
    language, step = question.progress.language, question.step
    opening = [*greeting]
    if question.apologise:
        opening.append(prompts.say(language, "invalid"))
    if step.question:
        opening.append(prompts.say(language, step.question))
    said = [(language, " ".join(opening))] if opening else []
    for choice in step.choices:
        spoken = choice.language or language
        words = {name: in_language(spoken, word) for name, word in choice.words.items()}
        said.append((spoken, prompts.say(spoken, choice.prompt, digit=choice.digit, **words)))
    if keys:
        said.append((language, " ".join(prompts.say(language, key) for key in keys)))
    return said
