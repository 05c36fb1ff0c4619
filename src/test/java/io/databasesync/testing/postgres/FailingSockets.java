package io.databasesync.testing.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/// Sockets that end a thread with an `Error`, as a lack of stack, memory or a class can do. The driver creates the
/// factory by its name: see `OPTIONS`.
public final class FailingSockets extends SocketFactory {
    /// Options of an endpoint whose connections use such sockets.
    public static final Map<String, String> OPTIONS = Map.of("socketFactory", FailingSockets.class.getName());

    private static final AtomicReference<@Nullable Trap> TRAP = new AtomicReference<>();

    private record Trap(String thread) {
        boolean catches(Thread current) {
            return current.getName().startsWith(thread);
        }
    }

    /// Ends the next thread that reads or writes and whose name begins with this text.
    public static void trap(String thread) {
        TRAP.set(new Trap(thread));
    }

    /// Whether the trap still waits for its thread.
    public static boolean armed() {
        return TRAP.get() != null;
    }

    public static void disarm() {
        TRAP.set(null);
    }

    private static void pass() {
        Trap trap = TRAP.get();
        if (trap != null && trap.catches(Thread.currentThread()) && TRAP.compareAndSet(trap, null)) {
            throw new NoClassDefFoundError(
                    "thrown on thread " + Thread.currentThread().getName());
        }
    }

    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public InputStream getInputStream() throws IOException {
                InputStream in = super.getInputStream();
                return new InputStream() {
                    @Override
                    public int read() throws IOException {
                        pass();
                        return in.read();
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        pass();
                        return in.read(into, offset, length);
                    }

                    @Override
                    public int available() throws IOException {
                        return in.available();
                    }
                };
            }

            @Override
            public OutputStream getOutputStream() throws IOException {
                OutputStream out = super.getOutputStream();
                return new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        pass();
                        out.write(b);
                    }

                    @Override
                    public void write(byte[] from, int offset, int length) throws IOException {
                        pass();
                        out.write(from, offset, length);
                    }

                    @Override
                    public void flush() throws IOException {
                        out.flush();
                    }
                };
            }
        };
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException();
    }
}
