"""What the words at the start of a block or clause do, for those who meet them first."""

from __future__ import annotations

from hhrules.syntax.words import BLOCK_WORDS, SHAPES

MEANS: dict[str, str] = {
    "rulebook": "Begins the file: the id by which findings and other rulebooks name this one.",
    "title": "What the rulebook is about; heads lists and reports.",
    "version": "Findings name the version that they were made with.",
    "uses": "Takes the names that another rulebook defines.",
    "extends": "Takes all rules of another rulebook, to replace or switch off some of them.",
    "applies to claims where": "Which claims the rules are for; others are not judged.",
    "dated by": "The date that decides which version of a rule or figure is in force.",
    "cite": "Where the policy stands. A rule without a source does not load.",
    "define": "Gives a name to a condition, a value, or a set of records (in the plural).",
    "table": "Looks results up by keys: keys stand left, results right, and one row has to match.",
    "value": "A figure that policy sets anew from a date; the deciding date picks the row.",
    "no row means": "What holds where no row of the table matches.",
    "fact": "A fact of your own, which the vocabulary does not have.",
    "path": "Where the fact stands in the claim document.",
    "means": "One sentence that says what the fact is.",
    "absent means": "What it means when the fact was not sent.",
    "rule": "A check with an id, its cases and its consequence.",
    "replace": "Puts a rule of your own in the place of one that is extended.",
    "switch off": "Leaves out a rule of a rulebook that is extended.",
    "effective from": "The days on which the rule is in force; both days count.",
    "effective to": "The last day on which the rule is in force.",
    "certainty": "How sure the source is; it never weakens an outcome.",
    "level": "What findings speak of: claim, line, visit, discipline, period, episode, notice or chart.",
    "for each": "The subject: one judgement for each member of a set. Without it the claim is judged.",
    "let": "Names a result for the clauses below; explanations show it.",
    "when": "The rule is not applicable where this is no. Where it is unknown, so may be the outcome.",
    "unless": "The rule is not applicable where this is yes: an exception.",
    "require": "The check: violated where this is no, undetermined where it is unknown.",
    "otherwise": "What follows where the check above is violated.",
    "because": "The message of a finding; {names} are filled in with their values.",
    "fix": "What the biller is to do about it.",
    "note": "A remark that is shown with the rule.",
    "treat missing": "The rule's own policy for a fact that was not sent; findings show it.",
    "examples of": "A table of claims, one a row, with the outcome expected of each.",
    "example of": "One claim told with its records, and what is expected of it.",
    "given": "A fact of the example's claim, or the result of a definition.",
    "with": "Records of the example's claim, a row each.",
    "earlier claim": "Begins a claim of the history; what follows stands on it.",
    "this claim": "Goes back to the claim that is judged.",
    "expect": "The outcome that the example has to have; `because` and words that its message has to hold.",
}


def about_word(word: str) -> str:
    """A word with what it does and how it is written."""
    kind = "block" if word in BLOCK_WORDS else "clause"
    return f"**{word}** · {kind}\n\n{MEANS[word]}\n\n```hhrules\n{SHAPES[word]}\n```"
