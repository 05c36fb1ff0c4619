package io.databasesync.sync;

/// One word for how something ended or stands, and what `docs/reasons.md` says about it. Conditions and status take
/// nothing else, so that no reason is ever shown that is not documented.
public interface ReasonWord {
    /// The word: a constant's name.
    String name();

    /// For people, in Markdown.
    String meaning();

    /// What to do about it, in Markdown.
    String fix();
}
