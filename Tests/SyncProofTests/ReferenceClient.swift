import Core
import SyncProtocol

/// A device as the protocol's text describes one, with a check for each answer that it takes.
final class ReferenceClient {
    /// One tab, or the one instance of an app: it numbers its mutations.
    struct Tab {
        var client: String
        var nextID: Int64 = 1
        var queue: [ClientMutation] = []
    }

    /// What survives a crash.
    struct Kept {
        var group: String
        var tabs: [Tab]
        var cookie: JSONValue?
        var rows: [String: JSONValue] = [:]
        /// Of a native client between pages: what is not shown yet.
        var stage: [String: JSONValue]?
        /// Last mutation ids that pulls have told, by client.
        var lastIDs: [String: Int64] = [:]
        /// Last mutation ids that a restored history held as it was first met: no pull tells them again.
        var heldIDs: [String: Int64] = [:]
        /// What was acknowledged of late: a restored backup may have lost it.
        var journal: [ClientMutation] = []
        var mustResend = false
        /// Keys that were ever put, in their order: some are gone.
        var known = Known()
    }

    /// Ids by entity, to choose from in an order that does not depend on hashes.
    struct Known {
        var threads: [String] = []
        var posts: [String] = []
    }

    /// A request under way.
    struct Flight {
        var number: Int
        var sentAt: Int
    }

    /// A cookie as the harness knows it: the scopes in force when it was made, and the last commit that it has seen.
    struct Sight {
        var scopes: Set<String>
        var last: Int64
    }

    let number: Int
    let person: Person
    /// Applies pages to a staging area; the others show page by page, as Replicache does.
    let isNative: Bool
    var kept: Kept

    // What a crash forgets.
    var push: Flight?
    var pull: Flight?
    private(set) var sentUpTo: [String: Int64] = [:]
    private(set) var gaps = 0
    private(set) var lastSequence: Int64?

    // What the harness knows of the device.
    private(set) var sights: [String: Sight] = [:]
    private var sightOrder: [String] = []
    /// How often it was set up anew.
    private(set) var setups = 0
    /// Whether refusals may have gone before it saw them: others with its identity have, or they were too old.
    var isExempt = false
    /// Names that the server has forgotten at some time: what arrives half a year late may begin them anew.
    var forgotten: Set<String> = []

    init(_ number: Int, _ person: Person, isNative: Bool, group: String, clients: [String]) {
        self.number = number
        self.person = person
        self.isNative = isNative
        kept = Kept(group: group, tabs: clients.map { Tab(client: $0) })
    }

    var pending: Int { kept.tabs.reduce(0) { $0 + $1.queue.count } }

    // MARK: Writing

    /// Queues a mutation in one of the tabs.
    func enqueue(_ name: String, _ arguments: [String: JSONValue], tab: Int) {
        let tab = tab % kept.tabs.count
        let id = kept.tabs[tab].nextID
        kept.tabs[tab].nextID += 1
        kept.tabs[tab].queue.append(Self.mutation(name, arguments, kept.tabs[tab].client, id))
    }

    private static func mutation(
        _ name: String, _ arguments: [String: JSONValue], _ client: String, _ id: Int64
    ) -> ClientMutation {
        var arguments = arguments
        arguments["mark"] = .string(Marks.name(client, id))
        return ClientMutation(clientID: client, id: id, name: name, args: .object(arguments))
    }

    /// What is sent: one tab's queue, or those of all.
    func pushRequest(tab: Int?) -> PushRequest {
        let tabs = tab.map { [kept.tabs[$0 % kept.tabs.count]] } ?? kept.tabs
        for tab in tabs { sentUpTo[tab.client] = max(sentUpTo[tab.client] ?? 0, tab.queue.last?.id ?? 0) }
        return PushRequest(clientGroupID: kept.group, mutations: tabs.flatMap(\.queue))
    }

    /// What came of a push. The queue shrinks when a pull acknowledges; only what a pull had acknowledged already
    /// goes now.
    func pushed(_ results: [JSONValue]) {
        gaps = 0
        for result in results {
            guard let client = result["clientID"]?.stringValue, let id = result["id"]?.integerValue,
                id <= max(kept.lastIDs[client] ?? 0, kept.heldIDs[client] ?? 0)
            else { continue }
            drop(client) { $0.id == id }
        }
    }

    /// Another client with the same id is at work: a new id, and the queue again.
    func fork(_ client: String, to fresh: String) {
        guard let place = kept.tabs.firstIndex(where: { $0.client == client }) else { return }
        var tab = Tab(client: fresh)
        for old in kept.tabs[place].queue {
            guard case .object(let arguments)? = old.args else { continue }
            tab.queue.append(Self.mutation(old.name, arguments, fresh, tab.nextID))
            tab.nextID += 1
        }
        kept.tabs[place] = tab
        gaps = 0
    }

    /// The server misses numbers that this device no longer has.
    /// - Returns: whether it has asked in vain too often.
    func missed() -> Bool {
        gaps += 1
        return gaps > 4
    }

    func drop(_ client: String, where isDone: (ClientMutation) -> Bool) {
        guard let place = kept.tabs.firstIndex(where: { $0.client == client }) else { return }
        kept.journal += kept.tabs[place].queue.filter(isDone)
        kept.journal = kept.journal.suffix(200)
        kept.tabs[place].queue.removeAll(where: isDone)
    }

    func hasSent(_ mutation: ClientMutation) -> Bool { mutation.id <= sentUpTo[mutation.clientID] ?? 0 }

    // MARK: Mishaps

    /// The process ends and starts again.
    func crash() {
        (push, pull, sentUpTo, gaps, lastSequence) = (nil, nil, [:], 0, nil)
    }

    /// It is set up from what some device held at some time.
    func setUp(from copy: Kept) {
        kept = copy
        crash()
        setups += 1
        isExempt = true
    }

    /// The member has shut the device out, or the browser has thrown its data away.
    func wipe(group: String, clients: [String]) {
        setUp(from: Kept(group: group, tabs: clients.map { Tab(client: $0) }))
    }

    /// Sequences may fall now.
    func serverWentBack() { lastSequence = nil }

    func noteSequence(_ sequence: Int64) throws {
        if let lastSequence {
            try Violation.require(
                sequence >= lastSequence, "I6", "the sequence fell from \(lastSequence) to \(sequence)")
        }
        lastSequence = sequence
    }

    func noteSight(_ cookie: JSONValue, _ sight: Sight) {
        guard let token = cookie["c"]?.stringValue else { return }
        if sights.updateValue(sight, forKey: token) == nil { sightOrder.append(token) }
        if sightOrder.count > 64 { sights[sightOrder.removeFirst()] = nil }
    }
}
