package weft.node.database;

import java.util.Optional;
import weft.node.config.NodeSettings;

/**
 * A database that is there already, as an operator named it.
 *
 * @param address with who connects
 * @param trust how it proves that it is the one
 */
public record GivenDatabase(DatabaseAddress address, DatabaseTrust trust) {

    /**
     * The one that is named, if one is. Reads the files that hold its password and its authority; connects to nothing.
     *
     * @throws weft.node.StartFailure naming the key that is wrong
     * @throws weft.service.files.UnusableFile naming the file that can't be used
     */
    public static Optional<GivenDatabase> of(NodeSettings.Db settings) {
        return settings.url()
                .map(url -> new GivenDatabase(
                        DatabaseAddress.parse(url, settings.passwordFile()), new DatabaseTrust(settings.caFile())));
    }
}
