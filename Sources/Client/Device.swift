import Foundation
import GRDB
import SyncProtocol
import Synchronization

/// One device of a member: a replica of what they may see, which can be read and changed without a network, and the
/// means to bring it and the server together.
///
/// All functions may be called from anywhere. Writing returns when what was written is on disk.
public final class Device: Sendable {
    let replica: Replica
    let bell = Bell()
    private let line: Line
    private let credentials: Credentials
    private let board = StateBoard()
    private let turns = Turns()
    private let loop: SyncLoop

    /// Opens or makes the replica in a folder, which is made if it is not there.
    /// - Parameters:
    ///   - folder: for this device alone; what is in it is private.
    ///   - server: where the community is: `https://karwan.example`.
    ///   - token: of an earlier sign-in, from wherever the program keeps secrets. It is not kept in the folder.
    /// - Throws: `DatabaseError` when the file cannot be opened.
    public init(folder: URL, server: URL, token: String? = nil, options: DeviceOptions = DeviceOptions()) throws {
        let replica = try Replica(folder: folder, options: options)
        let line = Line(server: server, userAgent: options.name, patience: options.patience)
        let credentials = Credentials(token)
        let (board, turns, bell) = (self.board, self.turns, self.bell)
        let hints = Hints(line: line, token: { credentials.token }, replica: replica, bell: bell)
        self.replica = replica
        self.line = line
        self.credentials = credentials
        loop = SyncLoop(options: options, bell: bell, hints: hints, board: board) {
            try await turns.run { try await credentials.using { try await Self.turn(replica, line, $0, board).run() } }
        }
    }

    private static func turn(
        _ replica: Replica, _ line: Line, _ token: String?, _ board: StateBoard
    ) -> SyncTurn {
        var turn = SyncTurn(replica: replica, line: line, token: token)
        turn.onProgress = { board.set(.syncing(progress: $0)) }
        return turn
    }

    /// Sends what waits and fetches what is new, once. Calls at one time wait for each other.
    /// - Throws: `SyncFault`; `DatabaseError`; `CancellationError`. What waits stays, but for `SyncFault.revoked`.
    @discardableResult
    public func sync() async throws -> SyncReport {
        let (replica, line, credentials) = (self.replica, self.line, self.credentials)
        return try await turns.run {
            try await credentials.using { try await SyncTurn(replica: replica, line: line, token: $0).run() }
        }
    }

    // MARK: In the background

    /// Syncs from now on by itself: when something is written, when the server says that there is news, and from
    /// time to time; after failures with growing pauses.
    public func start() async { await loop.start() }

    /// Ends that, and waits until nothing of it runs.
    public func stop() async { await loop.stop() }

    /// What background sync is doing now.
    public var state: SyncState { board.now }

    /// What it is doing, from now on.
    public func states() -> AsyncStream<SyncState> { board.updates() }

    // MARK: Who

    /// The token with which the device asks.
    public var token: String? { credentials.token }

    /// Gives the device another token, of the same member.
    public func use(token: String?) {
        credentials.token = token
        bell.ring()
    }

    /// Makes a token by e-mail and password and uses it. The program keeps what is returned.
    /// - Parameter totp: a code of the second step, if the member turned it on.
    /// - Throws: `SignInFault`; `SyncFault`.
    @discardableResult
    public func signIn(email: String, password: String, totp: String? = nil) async throws -> SignIn {
        let made = try await SignIn.make(
            by: line, email: email, password: password, totp: totp, name: replica.options.name)
        use(token: made.token)
        return made
    }

    /// Forgets everything on this device, unsent changes too, and the token.
    /// - Throws: `DatabaseError`.
    public func wipe() async throws {
        await loop.stop()
        // Before: a sync that waits for its turn must not bring everything back.
        credentials.token = nil
        try await turns.exclude { [replica] in try replica.wipe() }
    }

    /// Ends background sync and closes the file; nothing may be called afterwards.
    public func close() async throws {
        await loop.stop()
        try await turns.exclude { [replica] in try replica.close() }
    }
}

/// Where the token is while the program runs.
private final class Credentials: Sendable {
    private let value: Mutex<String?>

    init(_ token: String?) { value = Mutex(token) }

    var token: String? {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }

    /// Does something with the token. A device that was shut out forgets it: it would fill itself again.
    func using<Value>(_ work: (String?) async throws -> Value) async throws -> Value {
        let token = token
        do {
            return try await work(token)
        } catch SyncFault.revoked {
            value.withLock { if $0 == token { $0 = nil } }
            throw SyncFault.revoked
        }
    }
}

/// One sync at a time, in the order in which they were asked for.
private actor Turns {
    private var last: Task<Void, Never>?

    func run(_ work: @escaping @Sendable () async throws -> SyncReport) async throws -> SyncReport {
        let previous = last
        let task = Task {
            await previous?.value
            try Task.checkCancellation()
            return try await work()
        }
        last = Task { _ = await task.result }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    func exclude(_ work: @escaping @Sendable () throws -> Void) async throws {
        _ = try await run {
            try work()
            return SyncReport()
        }
    }
}
