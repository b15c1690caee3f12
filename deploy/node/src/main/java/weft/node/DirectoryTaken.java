package weft.node;

/** Another process has the data directory: a node that runs, or somebody who works on its database. */
public final class DirectoryTaken extends StartFailure {

    private static final long serialVersionUID = 1;

    DirectoryTaken(String message) {
        super(message);
    }
}
