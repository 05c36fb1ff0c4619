package io.databasesync.web.api;

/// Finds out who asks. The first of the two interfaces that a cluster and the engine implement.
public interface Access {
    /// The caller with this token. Asks nobody: a wrong token shows at the first use.
    ///
    /// @throws Refusal with status 401, if no caller has such a token
    Caller caller(String token);

    /// Exchanges a code for a token.
    ///
    /// @throws Refusal with status 401, if the code is wrong, old or used; with 404, if there are no codes
    Session.Token exchange(String code);

    /// Forgets a token that was exchanged for a code.
    void forget(String token);
}
