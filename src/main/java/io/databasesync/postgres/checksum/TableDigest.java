package io.databasesync.postgres.checksum;

import java.math.BigInteger;

/// What a table holds, in two figures: equal for equal rows, whatever their order, on every server.
///
/// @param sum of a 64-bit hash of every row, so that a row that is there twice does not cancel itself out
public record TableDigest(long rows, BigInteger sum) {}
