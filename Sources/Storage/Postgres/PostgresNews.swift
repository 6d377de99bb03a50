import CPostgres
import Core
import Foundation
import Storage
import Synchronization

/// Hears of the commits of every node, and tells the others of this one's: LISTEN and NOTIFY on a connection of its own.
///
/// A commit of this node is known from the moment that it is acknowledged, one of another node as soon as it is heard
/// of: some milliseconds later. While nothing can be heard there is no version.
final class PostgresNews: CommitWatch {
    static let channel = "karwan_commit"

    /// What the thread and those who ask share.
    private final class Heard: Sendable {
        private struct State {
            var version: Int64 = 0
            var isListening = false
            var isOver = false
        }

        private let state = Mutex(State())
        private let commits: CommitHints

        init(_ commits: CommitHints) { self.commits = commits }

        var version: Int64? { state.withLock { $0.isListening ? $0.version : nil } }
        var isOver: Bool { state.withLock { $0.isOver } }

        func end() { state.withLock { $0.isOver = true } }

        /// Whatever happened while nobody listened counts as one commit.
        func listens(_ isListening: Bool) {
            state.withLock { state in
                state.isListening = isListening
                state.version += 1
            }
            if isListening { commits.announce(.unknown) }
        }

        func commit(_ places: TouchedPlaces) {
            state.withLock { $0.version += 1 }
            if !places.isEmpty { commits.announce(places) }
        }
    }

    /// What this node calls itself, so that it knows its own messages.
    private let node = UUID().uuidString
    private let heard: Heard
    private let thread: ConnectionThread
    private let bell: Bell

    /// Returns when it listens, or could not begin to.
    init(_ address: PostgresAddress, _ options: PostgresOptions, commits: CommitHints) {
        let (heard, bell, node) = (Heard(commits), Bell(), node)
        let begun = DispatchSemaphore(value: 0)
        (self.heard, self.bell) = (heard, bell)
        thread = ConnectionThread("listener", address, options) { place in
            while !heard.isOver {
                try? Self.listen(at: place, as: node, heard, bell) { begun.signal() }
                begun.signal()
                heard.listens(false)
                place.discard()
                bell.wait(milliseconds: 500)
            }
        }
        begun.wait()
    }

    var version: Int64? { heard.version }

    /// Ends the transaction of a connection, with word to the other nodes if it wrote anything.
    /// - Parameter places: what it touched of the change index.
    func commit(_ connection: PostgresConnection, _ places: TouchedPlaces) throws {
        let words = places.messages(from: node).map { message in
            let quoted = message.replacing("'", with: "''")
            return "SELECT pg_notify('\(Self.channel)', '\(quoted)') WHERE pg_current_xact_id_if_assigned() IS NOT NULL"
        }
        try connection.commit(after: words.joined(separator: "; "))
    }

    /// To be called after each commit of this node, before anybody is told of it.
    /// - Parameter places: what it touched of the change index.
    func committed(_ places: TouchedPlaces) { heard.commit(places) }

    func close() {
        heard.end()
        bell.ring()
        thread.join()
    }

    private static func listen(
        at place: ConnectionThread.Place, as node: String, _ heard: Heard, _ bell: Bell, onBegin: () -> Void
    ) throws {
        let connection = try place.connection()
        try connection.run(script: "LISTEN \(channel)")
        heard.listens(true)
        onBegin()
        while !heard.isOver {
            while let message = PQnotifies(connection.handle) {
                let (sender, places) = TouchedPlaces.read(String(cString: message.pointee.extra))
                PQfreemem(message)
                if sender != node { heard.commit(places) }
            }
            // A server that vanished says nothing: it is asked.
            if !bell.wait(orFor: PQsocket(connection.handle), milliseconds: 10_000) {
                try connection.run(script: "SELECT 1")
            }
            guard PQconsumeInput(connection.handle) == 1 else { return }
        }
    }
}

/// Wakes a thread that waits for a socket.
private final class Bell: Sendable {
    private let ends: (read: Int32, write: Int32)

    init() {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        self.ends = (ends[0], ends[1])
    }

    deinit {
        Glibc.close(ends.read)
        Glibc.close(ends.write)
    }

    func ring() {
        var byte: UInt8 = 1
        _ = write(ends.write, &byte, 1)
    }

    /// - Returns: whether something came before the time was over.
    @discardableResult
    func wait(orFor socket: Int32 = -1, milliseconds: Int32) -> Bool {
        var awaited = [socket, ends.read].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        return poll(&awaited, nfds_t(awaited.count), milliseconds) != 0
    }
}
