/// A broken promise of the protocol, by the number it has in sync.md, section 12.1.
struct Violation: Error, CustomStringConvertible {
    var invariant: String
    var detail: String

    init(_ invariant: String, _ detail: String) {
        self.invariant = invariant
        self.detail = detail
    }

    var description: String { "\(invariant): \(detail)" }

    static func require(_ holds: Bool, _ invariant: String, _ detail: @autoclosure () -> String) throws {
        if !holds { throw Violation(invariant, detail()) }
    }
}

/// What may go wrong besides. Each kind can be switched off without another roll of the dice: so a failure is shrunk.
struct Mishaps: OptionSet, Hashable, Sendable, CustomStringConvertible {
    let rawValue: Int

    static let lostRequests = Mishaps(rawValue: 1 << 0)
    static let lostAnswers = Mishaps(rawValue: 1 << 1)
    static let cutAnswers = Mishaps(rawValue: 1 << 2)
    static let doubledRequests = Mishaps(rawValue: 1 << 3)
    static let slowRequests = Mishaps(rawValue: 1 << 4)
    /// Another request is served between two steps of this one.
    static let interludes = Mishaps(rawValue: 1 << 5)
    /// The server dies before a transaction, before its commit, or after it; or runs one twice.
    static let serverDeaths = Mishaps(rawValue: 1 << 6)
    static let deviceCrashes = Mishaps(rawValue: 1 << 7)
    /// A device is set up anew from a copy of another, or of its own past.
    static let clones = Mishaps(rawValue: 1 << 8)
    /// The server goes back to a backup, with a new epoch or without.
    static let restores = Mishaps(rawValue: 1 << 9)
    static let clockJumps = Mishaps(rawValue: 1 << 10)
    /// Staff hides, moves, locks, suspends, and loses or gets its role.
    static let staff = Mishaps(rawValue: 1 << 11)
    static let revokedDevices = Mishaps(rawValue: 1 << 12)
    /// Mutations that make no sense.
    static let nonsense = Mishaps(rawValue: 1 << 13)
    /// A member leaves a scope, comes back and leaves it again while pages are under way.
    static let wavering = Mishaps(rawValue: 1 << 14)

    static let each: [(kind: Mishaps, name: String)] = [
        (.lostRequests, "lost requests"), (.lostAnswers, "lost answers"), (.cutAnswers, "cut answers"),
        (.doubledRequests, "doubled requests"), (.slowRequests, "slow requests"), (.interludes, "interludes"),
        (.serverDeaths, "deaths of the server"), (.deviceCrashes, "crashes of devices"), (.clones, "clones"),
        (.restores, "restored backups"), (.clockJumps, "clock jumps"), (.staff, "staff"),
        (.revokedDevices, "revoked devices"), (.nonsense, "nonsense"), (.wavering, "wavering"),
    ]
    static let all = Mishaps(each.map(\.kind))

    var description: String {
        let names = Self.each.filter { contains($0.kind) }.map(\.name)
        return names.isEmpty ? "no mishaps" : names.joined(separator: ", ")
    }
}

/// How much is simulated.
struct Scale: Sendable {
    var clients = 6
    /// For each client.
    var operations = 400
    /// How often each kind of mishap happens, of a hundred times that it could.
    var mishaps = 5
    /// Operations between two moments of quiet, at which everything is compared.
    var between = 600
    /// Of a hundred complete answers, how many are compared wholly.
    var compared = 2

    static let smoke = Scale()
}
