package io.databasesync.contract;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientImpl;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The JDK's HTTP clients, closed when their Kubernetes client is closed. Fabric8 leaves that to the garbage collector,
/// so the thread that waits for their sockets stays, and the JVM waits 0.3 s for it when it exits.
final class JdkTransport extends JdkHttpClientFactory {
    private final Queue<HttpClient> clients = new ConcurrentLinkedQueue<>();

    @Override
    protected HttpClient.Builder createNewHttpClientBuilder() {
        HttpClient.Builder builder = super.createNewHttpClientBuilder();
        return (HttpClient.Builder) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpClient.Builder.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(builder, arguments);
                        if (result instanceof HttpClient client) {
                            clients.add(client);
                        }
                        return builder.equals(result) ? proxy : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    protected void closeHttpClient(JdkHttpClientImpl client) {
        super.closeHttpClient(client);
        clients.forEach(HttpClient::shutdownNow);
    }
}
