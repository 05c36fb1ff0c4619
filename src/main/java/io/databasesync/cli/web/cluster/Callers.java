package io.databasesync.cli.web.cluster;

import io.databasesync.contract.Kubernetes;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder.ExecutorSupplier;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.impl.KubernetesClientImpl;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Makes a client for each caller: one transport for all of them, and the token of one in each request.
///
/// The transport has no credentials of its own. They come from nowhere but the caller: a configuration that was found
/// automatically would act as the server's account where a token is absent, and a client certificate would win over a
/// person's token.
public final class Callers implements AutoCloseable {
    private final Config bare;
    private final KubernetesClient transport;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// @param own the server's configuration; only the address and the authority of the API server are taken from it
    public Callers(Config own) {
        bare = Config.empty();
        bare.setMasterUrl(own.getMasterUrl());
        bare.setCaCertFile(own.getCaCertFile());
        bare.setCaCertData(own.getCaCertData());
        bare.setTrustCerts(own.isTrustCerts());
        bare.setDisableHostnameVerification(own.isDisableHostnameVerification());
        bare.setHttpsProxy(own.getHttpsProxy());
        bare.setNoProxy(own.getNoProxy());
        bare.setRequestRetryBackoffLimit(0); // the caller hears of a 429, and decides
        transport = Kubernetes.withoutWatch(bare);
    }

    /// The client of a caller. Do not close it: it shares the transport of all.
    ///
    /// @throws IllegalArgumentException if there is no token
    KubernetesClient with(String token) {
        if (token.isBlank()) {
            throw new IllegalArgumentException("there is no caller without a token");
        }
        HttpClient http = transport
                .getHttpClient()
                .newBuilder()
                .addOrReplaceInterceptor(TokenRefreshInterceptor.NAME, new Bearer(token))
                .build();
        ExecutorSupplier executor = () -> threads;
        return new KubernetesClientImpl(http, bare, executor, transport.getKubernetesSerialization());
    }

    @Override
    public void close() {
        transport.close();
        threads.shutdownNow();
    }

    /// Puts the token into each request, and never looks for another one.
    private record Bearer(String token) implements Interceptor {
        @Override
        public void before(BasicBuilder request, HttpRequest original, RequestTags tags) {
            request.setHeader("Authorization", "Bearer " + token);
        }

        @Override
        public CompletableFuture<Boolean> afterFailure(
                BasicBuilder request, HttpResponse<?> response, RequestTags tags) {
            return CompletableFuture.completedFuture(false);
        }

        @Override
        public String toString() {
            return "the token of a caller";
        }
    }
}
