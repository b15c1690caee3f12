package weft.interop.peers;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a reference peer is to send. Immutable; each {@code with} gives another one.
 *
 * @param to address of the recipient, 32 hexadecimal digits
 * @param method {@code direct} or {@code opportunistic}
 * @param attachments data by file name
 * @param image a picture in field 6
 * @param ticket whether the recipient gets a ticket, with which it need not work for its answers
 * @param maps empty maps in a list in field 200: few bytes once they are compressed, and many values
 */
public record PeerMessage(
        String to,
        byte[] content,
        String method,
        Map<String, byte[]> attachments,
        Optional<Image> image,
        boolean ticket,
        int maps) {

    /** A picture with its type, {@code png} for one. */
    public record Image(String type, byte[] data) {}

    /** A message with nothing but text. */
    public static PeerMessage of(String to, byte[] content, String method) {
        return new PeerMessage(to, content, method, Map.of(), Optional.empty(), false, 0);
    }

    /** With these files. */
    public PeerMessage with(Map<String, byte[]> files) {
        return new PeerMessage(to, content, method, files, image, ticket, maps);
    }

    /** With a picture. */
    public PeerMessage with(Image picture) {
        return new PeerMessage(to, content, method, attachments, Optional.of(picture), ticket, maps);
    }

    /** With a ticket. */
    public PeerMessage withTicket() {
        return new PeerMessage(to, content, method, attachments, image, true, maps);
    }

    /** With so many empty maps. */
    public PeerMessage withMaps(int number) {
        return new PeerMessage(to, content, method, attachments, image, ticket, number);
    }

    /** As the peer's program takes it. */
    Map<String, Object> command(long ref) {
        Base64.Encoder base64 = Base64.getEncoder();
        List<List<String>> files = new ArrayList<>();
        attachments.forEach((name, data) -> files.add(List.of(name, base64.encodeToString(data))));
        Map<String, Object> command = new HashMap<>();
        command.put("do", "send");
        command.put("ref", ref);
        command.put("to", to);
        command.put("content", base64.encodeToString(content));
        command.put("method", method);
        command.put("attachments", files);
        image.ifPresent(
                picture -> command.put("image", List.of(picture.type(), base64.encodeToString(picture.data()))));
        command.put("ticket", ticket);
        command.put("maps", maps);
        return command;
    }
}
