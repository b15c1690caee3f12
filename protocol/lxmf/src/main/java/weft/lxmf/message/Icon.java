package weft.lxmf.message;

/**
 * How the sender wants to look (lxmf §4).
 *
 * @param name of a Material Design icon
 * @param foreground 0xRRGGBB
 * @param background 0xRRGGBB
 */
public record Icon(String name, int foreground, int background) {}
