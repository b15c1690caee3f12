/**
 * The interface in a browser, before the gateway's own pages and a stub of the node: at each size, in each light, and in states that a
 * node reaches slowly or never. What can be done before a real node is done there too, in {@code interop/tests}; what the stub answers is
 * held to what a real node was recorded to answer ({@link weft.gateway.web.StubAnswersTest}, {@code weft.browser.Answers}).
 *
 * <table>
 * <caption>Journeys here, and where they run before a real node</caption>
 * <tr><th>Here</th><th>Before a real node</th></tr>
 * <tr><td>MemberJourneyTest: from the set-up token to an answer</td><td>BrowserJourneyTest, with a stock peer</td></tr>
 * <tr><td>MemberJourneyTest: an invited person joins; brings an identity along</td><td>JoiningJourneyTest</td></tr>
 * <tr><td>MemberJourneyTest: every other place of an operator</td><td>JoiningJourneyTest: everyPlaceOfAnOperator,
 *     whoIsSignedOutElsewhere… (devices), whoHasLostThePassword… (disabling)</td></tr>
 * <tr><td>SessionEndsTest: a draft, too many wrong passwords, the password again; HardStatesTest: the hash of an identity, the key and
 *     the mailbox</td><td>BrowserJourneyTest; signing out elsewhere in JoiningJourneyTest</td></tr>
 * <tr><td>SessionEndsTest: signing out in another tab, a deleted account, an unlocked one</td><td>Here alone: what is told has to come
 *     before the answer, and a lock lasts for minutes</td></tr>
 * <tr><td>HardStatesTest: members who want to be seen, German</td><td>JoiningJourneyTest</td></tr>
 * <tr><td>KeyboardJourneyTest</td><td>BrowserJourneyTest: byKeyboard</td></tr>
 * <tr><td>KindsTest, UnreadTest (the first unread message), UntrustedContentTest (markup, a stranger's request, blocking),
 *     ShownBoundsTest (a long text)</td><td>JoiningJourneyTest: whatAStrangerSends… (StrangersJourney); a reply in
 *     BrowserJourneyTest</td></tr>
 * <tr><td>HardStatesTest: a message refused with 507, lists that can't be fetched, an unreachable or starting node</td><td>Here
 *     alone: a full disk and broken answers can't be asked of a node that others share</td></tr>
 * <tr><td>HardStatesTest: ten thousand rows; ShownBoundsTest: bursts, searches past 10,000 conversations, pictures past the largest
 *     message; UnreadTest: 70 conversations</td><td>Here alone: too slow to fill, or past the node's own limits</td></tr>
 * <tr><td>LiveUpdatesTest</td><td>Here alone: it takes a stream cut in the middle, refused, or with an event past its bound</td></tr>
 * <tr><td>UntrustedContentTest: unverified senders, names that turn the text around, content that can't be read any more</td><td>Here
 *     alone: no stock peer sends them, or the disk has to be damaged</td></tr>
 * <tr><td>FirstLoadTest, PagesTest, SourceRulesTest</td><td>Here alone: the pages are the gateway's own already</td></tr>
 * </table>
 */
package weft.gateway.web;
