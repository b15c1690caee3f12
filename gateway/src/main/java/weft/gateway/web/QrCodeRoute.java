package weft.gateway.web;

import io.nayuki.qrcodegen.QrCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;
import weft.gateway.domain.BodyBounds;
import weft.gateway.filter.ReadRoutes;
import weft.gateway.filter.Refusal;
import weft.service.http.GatheredBody;
import weft.service.problem.Problem;

/**
 * {@code /qr/<address>.svg}: an LXMF address as a picture to scan. The content is the 32 digits alone, which every program
 * takes. {@code POST /qr} with the link of an invitation as its body: the same of that link. Nothing else is drawn, so this is no
 * generator for strangers, and it tells nothing that the asker didn't say.
 */
@Singleton
public class QrCodeRoute {

    private static final int QUIET_ZONE = 4;

    /** As the interface and auth-service make it. */
    private static final Pattern LINK = Pattern.compile("https?://[^/?#\\s]{1,300}/join#[A-Za-z0-9_-]{1,100}");

    void mount(@Observes Router router) {
        ReadRoutes.form(router, "/qr/(?<address>[0-9a-f]{32})\\.svg").handler(QrCodeRoute::draw);
        router.post(BodyBounds.LINKS).handler(QrCodeRoute::drawLink);
    }

    private static void drawLink(RoutingContext context) {
        Buffer body = GatheredBody.gathered(context);
        String link = body == null ? "" : body.toString();
        if (LINK.matcher(link).matches()) {
            context.response()
                    .putHeader("Content-Type", "image/svg+xml")
                    .putHeader("Cache-Control", "no-store")
                    .end(svg(link));
        } else {
            Refusal.send(
                    context,
                    Problem.of(422, "no-invitation", "This is no link of an invitation")
                            .withDetail("The body is the link alone: https://, a host, /join# and the code."));
        }
    }

    private static void draw(RoutingContext context) {
        context.response()
                .putHeader("Content-Type", "image/svg+xml")
                .putHeader("Cache-Control", "private, max-age=86400")
                .end(svg(context.pathParam("address")));
    }

    /** Dark squares on white, with the quiet zone that scanners need. */
    static String svg(String content) {
        QrCode code = QrCode.encodeText(content, QrCode.Ecc.MEDIUM);
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M')
                            .append(x + QUIET_ZONE)
                            .append(' ')
                            .append(y + QUIET_ZONE)
                            .append("h1v1h-1z");
                }
            }
        }
        int side = code.size + 2 * QUIET_ZONE;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %1$d\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%1$dv%1$dH0z\"/><path d=\"%2$s\"/></svg>"
                .formatted(side, path);
    }
}
