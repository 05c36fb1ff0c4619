package io.databasesync.postgres.checksum;

import java.math.BigInteger;

/// The content of a table in two numbers: equal for equal rows, in any order, on every server.
///
/// @param sum of a 64-bit hash of every row, so that two equal rows do not cancel each other out
public record TableDigest(long rows, BigInteger sum) {}
