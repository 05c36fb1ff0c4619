package io.databasesync.web;

/// The statuses of HTTP in words.
final class Statuses {
    private Statuses() {}

    static String title(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Not logged in";
            case 403 -> "Forbidden";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 409 -> "Conflict";
            case 412 -> "Changed since";
            case 413 -> "Too large";
            case 415 -> "Unsupported media type";
            case 421 -> "Misdirected request";
            case 422 -> "Not valid";
            case 429 -> "Too many requests";
            case 503 -> "Not available";
            default -> "Error";
        };
    }

    /// Whether the connection ends with the answer, because the rest of the request is not read.
    static boolean ends(int status) {
        return status == 413 || status == 421;
    }
}
