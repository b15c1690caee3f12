package weft.lxmf.message;

/** Keys of the fields of a message (lxmf §4). Others may appear and are kept; experiments use keys above 255. */
public final class Field {

    public static final int EMBEDDED_MESSAGES = 0x01;
    public static final int TELEMETRY = 0x02;
    public static final int TELEMETRY_STREAM = 0x03;
    public static final int ICON = 0x04;
    public static final int ATTACHMENTS = 0x05;
    public static final int IMAGE = 0x06;
    public static final int AUDIO = 0x07;
    public static final int THREAD = 0x08;
    public static final int COMMANDS = 0x09;
    public static final int RESULTS = 0x0A;
    public static final int GROUP = 0x0B;
    public static final int TICKET = 0x0C;
    public static final int EVENT = 0x0D;
    public static final int REFERENCES = 0x0E;
    public static final int RENDERER = 0x0F;
    public static final int REPLY_TO = 0x30;
    public static final int REPLY_QUOTE = 0x31;
    public static final int REACTION = 0x40;
    public static final int COMMENT = 0x41;
    public static final int CONTINUATION = 0x42;
    public static final int CUSTOM_TYPE = 0xFB;
    public static final int CUSTOM_DATA = 0xFC;
    public static final int CUSTOM_META = 0xFD;
    public static final int NON_SPECIFIC = 0xFE;
    public static final int DEBUG = 0xFF;

    private Field() {}
}
