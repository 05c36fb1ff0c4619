package io.databasesync.web;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.OptionalLong;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The ids of events: their numbers, encrypted with a key of this process. A number in clear would tell a listener
/// how much happens in namespaces that the listener does not see. An id of another process is recognised.
final class EventIds {
    private static final int BLOCK = 16;
    private static final int MARK = 0x6462_7379;

    private final SecureRandom random = new SecureRandom();
    private final SecretKey key;

    EventIds() {
        byte[] bytes = new byte[BLOCK];
        random.nextBytes(bytes);
        key = new SecretKeySpec(bytes, "AES");
    }

    /// Another text each time.
    String id(long number) {
        byte[] block = ByteBuffer.allocate(BLOCK)
                .putLong(number)
                .putInt(MARK)
                .putInt(random.nextInt())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(crypt(Cipher.ENCRYPT_MODE, block));
    }

    /// The number of an event; empty if the id is not one of this process.
    OptionalLong number(String id) {
        byte[] bytes = decode(id);
        if (bytes.length != BLOCK) {
            return OptionalLong.empty();
        }
        ByteBuffer block = ByteBuffer.wrap(crypt(Cipher.DECRYPT_MODE, bytes));
        long number = block.getLong();
        return block.getInt() == MARK ? OptionalLong.of(number) : OptionalLong.empty();
    }

    private static byte[] decode(String id) {
        try {
            return Base64.getUrlDecoder().decode(id);
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }

    private byte[] crypt(int mode, byte[] block) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding"); // a single block
            cipher.init(mode, key);
            return cipher.doFinal(block);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
