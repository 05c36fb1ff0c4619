package io.databasesync.sync;

/// One word for an end or a state, with its text in `docs/reasons.md`. Conditions and status accept nothing else:
/// every shown reason is documented.
public interface ReasonWord {
    /// The word: a constant's name.
    String name();

    /// For people, in Markdown.
    String meaning();

    /// What to do about it, in Markdown.
    String fix();
}
