package weft.gateway.web;

import io.nayuki.qrcodegen.QrCode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * {@code /qr/<address>.svg}: an LXMF address as a picture to scan. The content is the 32 digits alone, which every program
 * takes. Nothing else is drawn, so this is no generator for strangers, and it tells nothing that the asker didn't say.
 */
@Singleton
public class QrCodeRoute {

    private static final int QUIET_ZONE = 4;

    void mount(@Observes Router router) {
        router.getWithRegex("/qr/(?<address>[0-9a-f]{32})\\.svg").handler(QrCodeRoute::draw);
    }

    private static void draw(RoutingContext context) {
        context.response()
                .putHeader("Content-Type", "image/svg+xml")
                .putHeader("Cache-Control", "private, max-age=86400")
                .end(svg(context.pathParam("address")));
    }

    /** Dark squares on white, with the quiet zone that scanners need. */
    static String svg(String address) {
        QrCode code = QrCode.encodeText(address, QrCode.Ecc.MEDIUM);
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
