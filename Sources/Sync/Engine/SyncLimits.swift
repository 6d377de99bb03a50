import Core

/// How much one request may ask for, and how long things are kept (sync.md, sections 4 to 6).
package struct SyncLimits: Sendable {
    /// Bytes of a request body after decompression; the web layer enforces it.
    package var bodyBytes = 8 << 20
    /// Mutations in one push.
    package var mutations = 10_000
    /// Bytes of one mutation's arguments.
    package var argumentBytes = 64 << 10
    /// Mutations that share one transaction.
    package var batch = 50
    /// Bytes that a member's outcomes may hold, about: beyond them a rejected mutation is kept without its arguments.
    package var outcomeBytes: Int64 = 4 << 20
    /// Ids of a client whose outcome answers a repeat.
    package var rememberedMutations: Int64 = 1_000
    /// Scopes of one member, subscriptions expanded.
    package var scopes = 200
    /// Rows of a page unless the client asks for another number, and the most it gets.
    package var pageRows = 2_000
    package var mostPageRows = 10_000
    /// Bytes of the first page, of later ones, and the most a client gets. One row may lie beyond.
    package var firstPageBytes = 256 << 10
    package var pageBytes = 512 << 10
    package var mostPageBytes = 4 << 20
    /// Entries read together with their values.
    package var chunk = 256
    /// Writers that may wait until clients are asked to come less often.
    package var busyWriters = 256
    /// A delta of fewer rows never becomes a reset: the screen should not blank for little.
    package var smallestReset: Int64 = 2_000
    /// How long departures, scope sets and outcomes are kept; a cursor is good as long.
    package var retention: Span = .days(90)
    /// How long a client is remembered after its last use.
    package var clientRetention: Span = .days(180)
    /// How often it is noted that something is still in use.
    package var useNoted: Span = .days(1)
    /// Versions of the rows that pull serves. A client that names none wants the newest.
    package var schemaVersions: Set<String> = ["", "s1"]

    /// The limits of the protocol; tests change some.
    package init() {}
}
