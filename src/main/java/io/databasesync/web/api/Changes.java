package io.databasesync.web.api;

/// Hears of every change of an object. The server implements it, and shows each caller a part of it.
public interface Changes {
    void put(SyncView sync);

    void put(RunView run);

    void gone(Kind kind, String namespace, String name);
}
