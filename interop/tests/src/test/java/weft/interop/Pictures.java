package weft.interop;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Pictures that members send. */
final class Pictures {

    private Pictures() {}

    /** A sky over water, as PNG. */
    static byte[] sunset(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            int sky = 255 - y * 200 / height;
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, y < height * 13 / 20 ? 0xFF0000 | sky << 8 | sky / 2 : 0x103050 + y);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
