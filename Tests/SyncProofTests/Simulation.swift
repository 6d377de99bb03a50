import App
import Core
import Foundation
import Storage
import SyncProtocol
import TestSupport

@testable import Sync

/// A community on a bad line, in one thread of events: everything that happens follows from the seed.
///
/// Requests are served one after the other, as one database does; between the transactions of one another may come.
actor Simulation {
    let seed: UInt64
    let scale: Scale
    let mishaps: Mishaps
    let ground: ProofSite.Ground
    var dice: Seeded
    var site: ProofSite
    var database: String
    var community: Intentions.Community
    let clients: [ReferenceClient]
    var line = Line()
    var tick = 0
    var identities = 0
    var flights = 0
    var isServing = false
    var isQuiet = false
    let mistakes: Names
    var counts = Counts()
    /// Marks of what devices were told is applied, since the server last went back.
    var applied: [String] = []
    /// New posts that a restored backup has lost: whose, and how often that device had been set up by then.
    var lost: [(client: Int, setups: Int, post: String)] = []
    /// Clients that the server has forgotten: what they send again is new to it.
    var forgotten: Set<String> = []
    /// Names that more than one device has had.
    var shared: Set<String> = []
    /// Refusals from before this time may be gone.
    var expiredTo: Int64 = 0
    var backup: String?
    /// What devices held at some time, to be set up from again.
    var copies: [Int: ReferenceClient.Kept] = [:]
    private(set) var trace: [String] = []

    /// What was done.
    struct Counts: Sendable {
        var operations = 0
        var mutations = 0
        var pushes = 0
        var pulls = 0
        var comparisons = 0
        var deaths = 0
        var restores = 0

        static func + (a: Counts, b: Counts) -> Counts {
            Counts(
                operations: a.operations + b.operations, mutations: a.mutations + b.mutations,
                pushes: a.pushes + b.pushes, pulls: a.pulls + b.pulls, comparisons: a.comparisons + b.comparisons,
                deaths: a.deaths + b.deaths, restores: a.restores + b.restores)
        }
    }

    init(
        seed: UInt64, scale: Scale, mishaps: Mishaps, variant: BadVariant?, folder: URL, database: String
    ) async throws {
        let names = Names()
        let ground = ProofSite.Ground(
            folder: folder, clock: TestClock(TestApp.start), ids: .counted(), variant: variant,
            onMistake: { names.add($0) })
        let site = try await ProofSite(database, on: ground)
        let (people, categories) = try await site.settle(max(2, scale.clients / 2))
        self.seed = seed
        self.scale = scale
        self.mishaps = mishaps
        self.ground = ground
        self.site = site
        self.database = database
        mistakes = names
        community = Intentions.Community(categories: categories.map(\.text), people: people)
        clients = (0..<scale.clients).map { number in
            ReferenceClient(
                number, people[number % people.count], isNative: number % 3 == 1, group: "group-\(number)",
                clients: (0...number % 2).map { "client-\(number)-\($0)" })
        }
        dice = Seeded(seed)
    }

    var now: Timestamp { ground.clock.clock.now }

    /// All operations, or those before the first broken promise.
    func run() async throws {
        let all = scale.clients * scale.operations
        while counts.operations < all {
            counts.operations += 1
            try await step()
            try Violation.require(mistakes.all.isEmpty, "I11", "mistakes of the server: \(mistakes.all)")
            if counts.operations % scale.between == 0 || counts.operations == all { try await quiet() }
        }
    }

    private func step() async throws {
        tick += 1
        ground.clock.advance(Span(milliseconds: Int64(dice.below(3_000))))
        while let message = line.next(at: tick) { try await deliver(message) }
        let client = clients[dice.below(clients.count)]
        switch dice.below(100) {
        case 0..<44: mutate(client)
        case 44..<62: push(client)
        case 62..<88: pull(client)
        case 88..<94: try await trouble()
        default: try await serveStaff()
        }
    }

    // MARK: People

    private func mutate(_ client: ReferenceClient) {
        let intentions = Intentions(client: client, now: now, skew: Int64(client.number % 3 - 1) * 315_360_000_000)
        let sense = intentions.next(&community, &dice)
        let nonsense = Intentions.nonsense(&dice)
        let isNonsense = happens(.nonsense)
        guard let (name, arguments) = isNonsense ? nonsense : sense, client.pending < 60 else { return }
        client.enqueue(name, arguments, tab: dice.below(2))
        counts.mutations += 1
        note("device \(client.number) queues \(name)")
    }

    private func push(_ client: ReferenceClient) {
        let tab = dice.below(3)
        if let flight = client.push, tick - flight.sentAt < 40 { return }
        guard client.pending > 0 else { return }
        let request = client.pushRequest(tab: tab == 2 ? nil : tab)
        client.push = launch(.push(request), of: client)
    }

    private func pull(_ client: ReferenceClient) {
        let (rows, bytes) = (1 + dice.below(8), 400 + dice.below(6_000))
        let wishes: PullRequest.Wishes? =
            switch dice.below(4) {
            case 0: PullRequest.Wishes(maxRows: rows)
            case 1: PullRequest.Wishes(maxBytes: bytes)
            default: nil
            }
        if let flight = client.pull, tick - flight.sentAt < 40 { return }
        let request = PullRequest(clientGroupID: client.kept.group, cookie: client.kept.cookie, ext: wishes)
        client.pull = launch(.pull(request), of: client)
    }

    // MARK: The line

    /// Whether a mishap of the kind happens now, by the seed and by what is switched on.
    func happens(_ kind: Mishaps) -> Bool { dice.below(100) < scale.mishaps && mishaps.contains(kind) && !isQuiet }

    private func launch(_ parcel: Parcel, of client: ReferenceClient) -> ReferenceClient.Flight {
        flights += 1
        let message = Message(client: client.number, flight: flights, parcel: parcel)
        let (isLost, isDoubled, isSlow) = (happens(.lostRequests), happens(.doubledRequests), happens(.slowRequests))
        let (delay, later) = (1 + dice.below(4), 1 + dice.below(250))
        if !isLost { line.send(message, due: tick + (isSlow ? later : delay)) }
        if isDoubled { line.send(message, due: tick + (later % 2 == 0 ? delay : later)) }
        return ReferenceClient.Flight(number: flights, sentAt: tick)
    }

    private func deliver(_ message: Message) async throws {
        guard message.parcel.isRequest else { return try await receive(message) }
        guard let answer = try await serve(message) else { return }
        send(answer, to: message)
    }

    func send(_ answer: Parcel, to message: Message) {
        let (isLost, isCut, delay) = (happens(.lostAnswers), happens(.cutAnswers), 1 + dice.below(4))
        // Of a body that was cut a device can make nothing: `anAnswerThatWasCutIsNoAnswer`.
        if isLost || isCut { return }
        line.send(Message(client: message.client, flight: message.flight, parcel: answer), due: tick + delay)
    }

    /// Another request that is on its way is served in the middle of this one.
    func interlude() async {
        guard let message = line.nextRequest() else { return }
        note("an interlude")
        do {
            if let answer = try await serve(message) { send(answer, to: message) }
        } catch {
            broken = broken ?? error
        }
    }

    /// What an interlude found.
    var broken: (any Error)?

    /// What is too much, and whether it is a thread.
    var doomed: [(id: String, isThread: Bool)] = []

    func note(_ event: String) {
        trace.append("\(counts.operations): \(event)")
        if trace.count > 400 { trace.removeFirst(200) }
    }

    func newIdentity() -> (group: String, clients: [String]) {
        identities += 1
        return ("group-new-\(identities)", ["client-new-\(identities)"])
    }

    func close() async {
        try? await site.store.close()
        await TestDatabase.release(database)
        if let backup { await TestDatabase.release(backup) }
    }
}
