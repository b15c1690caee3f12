package weft.checks.house;

/** A page of which one part, between two markers, is written by the code and the rest by hand. */
record ArchitecturePage(String before, String picture, String after) {

    private static final String BEGIN = "<!-- drawn from the code by ./weft architecture -->\n";
    private static final String END = "<!-- end of what is drawn -->\n";

    static ArchitecturePage parsed(String text) {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new AssertionError("the page has no two markers, " + BEGIN + "and " + END);
        }
        int from = begin + BEGIN.length();
        return new ArchitecturePage(text.substring(0, from), text.substring(from, end), text.substring(end));
    }

    /** The page as it should stand: the picture as the code has it now, links where the classes are now. */
    ArchitecturePage renewed(String drawn, References references) {
        return new ArchitecturePage(references.renewed(before), "\n" + drawn + "\n", references.renewed(after));
    }

    String text() {
        return before + picture + after;
    }
}
