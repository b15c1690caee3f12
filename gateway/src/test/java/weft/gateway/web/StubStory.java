package weft.gateway.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import javax.imageio.ImageIO;

/** A mailbox as a member of a harbour's club would have it. Event loop only. */
final class StubStory {

    static final String BOB = "b0b0aa11223344556677889900aabbcc";
    static final String STRANGER = "51e4aa11223344556677889900aabbcc";
    static final String LIAR = "1bad0011223344556677889900aabbcc";
    private static final JsonObject PLAIN = new JsonObject();

    private StubStory() {}

    static void fill(StubNode node) {
        StubMailbox box = node.mailbox;
        Instant now = Instant.now();
        box.names.put(BOB, "Bob Field");
        box.names.put("a11ce011223344556677889900aabbcc", "Alice · hill relay");
        box.names.put("d0c70011223344556677889900aabbcc", "Dr. Imani Osei");
        box.names.put("f00d0011223344556677889900aabbcc", "Food bank");
        box.names.put("abcd0011223344556677889900aabbcc", "محطة الميناء");
        box.names.put(LIAR, "Bank of Everything");
        say(
                box,
                "d0c70011223344556677889900aabbcc",
                "Clinic is open until six, bring the dressing kit.",
                now.minus(Duration.ofDays(2)));
        say(box, "abcd0011223344556677889900aabbcc", "مرحبا من الميناء", now.minus(Duration.ofDays(1)));
        say(
                box,
                "f00d0011223344556677889900aabbcc",
                "Delivery list for Thursday attached",
                now.minus(Duration.ofHours(20)));
        box.add(
                "out",
                "a11ce011223344556677889900aabbcc",
                "Is the relay back up?",
                now.minus(Duration.ofHours(5)),
                new JsonObject().put("state", "waiting").put("reason", "path"));
        box.add(
                "out",
                "f00d0011223344556677889900aabbcc",
                "Photo of the stores",
                now.minus(Duration.ofHours(3)),
                new JsonObject().put("state", "refused"));
        conversationWithBob(box, now);
        box.add(
                "in",
                LIAR,
                "Your account is closed. Sign in at https://bank.example/login to keep it.",
                now.minus(Duration.ofMinutes(50)),
                new JsonObject().put("signature", "invalid"));
        box.add(
                "in",
                STRANGER,
                "Hello, heard your announce from the ferry. Is this the harbour club? More at https://ferry.example/where",
                now.minus(Duration.ofMinutes(12)),
                new JsonObject().put("signature", "unverified").put("hops", 4));
        box.readAll("d0c70011223344556677889900aabbcc");
        box.readAll("abcd0011223344556677889900aabbcc");
        box.standing.put(STRANGER, new JsonObject().put("request", true));
        hear(box, now);
    }

    /** Many conversations, many announces, one long thread. */
    static void fillWithTenThousand(StubNode node) {
        Instant start = Instant.now().minus(Duration.ofDays(300));
        for (int i = 0; i < 10_000; i++) {
            String peer = "%032x".formatted(0xabc0_0000L + i);
            node.mailbox.names.put(peer, "Member " + (i + 1));
            node.mailbox.add("in", peer, "Message number " + (i + 1), start.plusSeconds(i), PLAIN);
            node.mailbox.announces.addFirst(new JsonObject()
                    .put("address", peer)
                    .put("identity", peer)
                    .put("name", "Member " + (i + 1))
                    .put("hops", 1 + i % 9)
                    .put("aspect", "lxmf.delivery")
                    .put("interface", "hub")
                    .put("time", start.plusSeconds(i).toString()));
        }
        node.mailbox.names.put(BOB, "Bob Field");
        for (int i = 0; i < 10_000; i++) {
            node.mailbox.add(i % 3 == 0 ? "out" : "in", BOB, "Line " + (i + 1), start.plusSeconds(20_000 + i), PLAIN);
        }
        node.mailbox.readAll(BOB);
    }

    private static void conversationWithBob(StubMailbox box, Instant now) {
        Instant yesterday = now.minus(Duration.ofHours(26));
        box.add("in", BOB, "Morning! The mast is up. Can you hear us?", yesterday, PLAIN);
        box.add("out", BOB, "Loud and clear, two hops.", yesterday.plusSeconds(140), PLAIN);
        box.add(
                "in",
                BOB,
                "Good. Here is what we changed, in case somebody asks:\n\n1. new antenna, facing the bay\n2. spreading factor back to 8\n3. notes at https://harbour.example/mast",
                yesterday.plusSeconds(300),
                PLAIN);
        JsonObject picture = box.add(
                "in",
                BOB,
                "And the view from up there.",
                now.minus(Duration.ofMinutes(42)),
                new JsonObject()
                        .put(
                                "attachments",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("n", 0)
                                                .put("name", "view.png")
                                                .put("size", 21_400))));
        box.files.put(picture.getString("id") + "/0", view());
        box.add(
                "out",
                BOB,
                "Beautiful. Coming over with the spare battery.",
                now.minus(Duration.ofMinutes(38)),
                new JsonObject().put("state", "sent"));
        JsonObject list = box.add(
                "in",
                BOB,
                "",
                now.minus(Duration.ofMinutes(2)),
                new JsonObject()
                        .put(
                                "attachments",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("n", 0)
                                                .put("name", "parts list.pdf")
                                                .put("size", 88_210))));
        box.files.put(list.getString("id") + "/0", Buffer.buffer("%PDF-1.4").getBytes());
    }

    private static void say(StubMailbox box, String peer, String text, Instant at) {
        box.add("in", peer, text, at, PLAIN);
    }

    private static void hear(StubMailbox box, Instant now) {
        String[] names = {
            "Bob Field",
            "Alice · hill relay",
            "Ferry Aurora",
            "Lighthouse",
            "Station 4",
            "Dr. Imani Osei",
            "Kiosk",
            "Old mill",
            "Pilot boat"
        };
        for (int i = 0; i < names.length; i++) {
            box.announces.add(new JsonObject()
                    .put("address", i == 0 ? BOB : "%032x".formatted(0x5eed_0000_1111L * (i + 3)))
                    .put("identity", "%032x".formatted(0x1de0_0000L + i))
                    .put("name", names[i])
                    .put("hops", 1 + i % 5)
                    .put("aspect", "lxmf.delivery")
                    .put("interface", "hub")
                    .put("time", now.minusSeconds(200L * i).toString()));
        }
    }

    static byte[] view() {
        BufferedImage image = new BufferedImage(480, 300, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setPaint(new GradientPaint(0, 0, new Color(0xf3c98b), 0, 180, new Color(0x9cc7d8)));
        g.fillRect(0, 0, 480, 180);
        g.setPaint(new GradientPaint(0, 180, new Color(0x3f7f91), 0, 300, new Color(0x1d4a58)));
        g.fillRect(0, 180, 480, 120);
        g.setColor(new Color(0x2e3f3c));
        g.fillPolygon(new int[] {0, 120, 260, 330, 0}, new int[] {190, 110, 160, 190, 190}, 5);
        g.dispose();
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
