package weft.message.domain;

/** Which way a message went, as its owner sees it. */
public enum Direction {
    IN,
    OUT
}
