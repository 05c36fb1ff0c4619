package io.databasesync.dashboard;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.databasesync.testing.web.Browser;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Takes a picture of every state in both themes at three widths, for people to look at. No test: it asserts only that
/// the state is there, and runs only with `-Dpictures=FOLDER`.
@EnabledIfSystemProperty(named = "pictures", matches = ".+")
class DashboardPictures {
    private static final List<Integer> WIDTHS = List.of(320, 768, 1280);
    private static final List<ColorScheme> THEMES = List.of(ColorScheme.LIGHT, ColorScheme.DARK);

    @Test
    void ofEveryState() {
        Path folder = Path.of(System.getProperty("pictures"));
        try (RecordedPage server = new RecordedPage();
                Browser browser = Objects.requireNonNull(Browser.start())) {
            for (Scene scene : Scene.all(server)) {
                Page page = browser.page();
                page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
                scene.play(page, server);
                take(page, folder, scene.name());
                browser.closePages();
            }
        }
    }

    @Test
    void ofTheBadges() {
        try (RecordedPage server = new RecordedPage();
                Browser browser = Objects.requireNonNull(Browser.start())) {
            Page page = browser.page();
            page.setContent(server.names().stream()
                    .map(name ->
                            "<p>%s <img src='%s'>".formatted(name, server.address("badge/team-a/" + name + ".svg")))
                    .collect(Collectors.joining()));
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(Path.of(System.getProperty("pictures"), "badges.png")));
        }
    }

    private static void take(Page page, Path folder, String scene) {
        for (int width : WIDTHS) {
            page.setViewportSize(width, 900);
            for (ColorScheme theme : THEMES) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(!scene.equals("many"))
                        .setPath(folder.resolve("%s-%d-%s.png"
                                .formatted(scene, width, theme.name().toLowerCase(Locale.ROOT)))));
            }
        }
    }
}
