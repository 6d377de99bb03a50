import Core
import Crypto
import CryptoExtras
import Foundation
import Storage

/// scrypt (RFC 7914), its parameters kept with each hash so that they can rise: `scrypt$15$8$3$salt$key`.
package struct PasswordHasher: Sendable {
    package struct Cost: Sendable, Equatable {
        /// Base-2 logarithm of the CPU and memory cost N.
        package var logRounds: Int
        package var blockSize: Int
        package var parallelism: Int

        package init(logRounds: Int, blockSize: Int, parallelism: Int) {
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// community.md: N = 2^15, r = 8, p = 3.
        package static let standard = Cost(logRounds: 15, blockSize: 8, parallelism: 3)
    }

    private let cost: Cost
    private let gate: HashGate
    /// Compared against when nobody has the e-mail that was typed, so that both answers take as long.
    private let decoy: String

    package init(cost: Cost = .standard) {
        self.cost = cost
        gate = HashGate(atOnce: 2, waiting: 64)
        decoy = Self.text(cost, salt: Array(repeating: 0, count: 16), key: Array(repeating: 0, count: 32))
    }

    /// - Throws: `unavailable` when too many others are being hashed.
    package func hash(_ password: String) async throws -> String {
        let salt = randomBytes(16)
        let key = try await derive(password, salt, cost)
        return Self.text(cost, salt: salt, key: key)
    }

    /// Whether `password` is the one behind `hash`; with none, or the empty one of an account without a password, it
    /// takes as long and says no.
    /// - Throws: `unavailable` when too many others are being hashed.
    package func verify(_ password: String, against stored: String?) async throws -> Bool {
        let hash = stored.flatMap { $0.isEmpty ? nil : $0 }
        let parts = (hash ?? decoy).split(separator: "$").map(String.init)
        guard parts.count == 6, parts[0] == "scrypt", let logRounds = Int(parts[1]), let blockSize = Int(parts[2]),
            let parallelism = Int(parts[3]), let salt = Base64URL.decode(parts[4]),
            let expected = Base64URL.decode(parts[5])
        else { return false }
        let cost = Cost(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
        let key = try await derive(password, salt, cost)
        // Every byte is looked at, so that time tells nothing.
        let difference = zip(key, expected).reduce(UInt8(key.count == expected.count ? 0 : 1)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 && hash != nil
    }

    /// Whether `hash` was made with other parameters than today's.
    package func isOutdated(_ hash: String) -> Bool {
        !hash.hasPrefix("scrypt$\(cost.logRounds)$\(cost.blockSize)$\(cost.parallelism)$")
    }

    /// How many hashes were computed since the start: each costs a quarter of a second of one core.
    var derivations: Int { get async { await gate.passed } }

    private static func text(_ cost: Cost, salt: [UInt8], key: [UInt8]) -> String {
        "scrypt$\(cost.logRounds)$\(cost.blockSize)$\(cost.parallelism)$"
            + "\(Base64URL.encode(salt))$\(Base64URL.encode(key))"
    }

    private func derive(_ password: String, _ salt: [UInt8], _ cost: Cost) async throws -> [UInt8] {
        let plain = Data(password.precomposedStringWithCanonicalMapping.utf8)
        try await gate.enter()
        let result: Result<[UInt8], any Error> = await withCheckedContinuation { continuation in
            // A thread of its own: a quarter of a second of arithmetic would hold up the tasks of requests.
            DispatchQueue.global(qos: .userInitiated).async {
                continuation.resume(
                    returning: Result {
                        try KDF.Scrypt.deriveKey(
                            from: plain, salt: salt, outputByteCount: 32, rounds: 1 << cost.logRounds,
                            blockSize: cost.blockSize, parallelism: cost.parallelism, maxMemory: 1 << 28
                        ).withUnsafeBytes { Array($0) }
                    })
            }
        }
        await gate.leave()
        return try result.get()
    }
}

/// Lets a few through at a time; the others wait in line, and beyond a length are turned away.
actor HashGate {
    private var free: Int
    private let capacity: Int
    private var line: [CheckedContinuation<Void, Never>] = []
    /// How many were let through since the start.
    private(set) var passed = 0

    init(atOnce: Int, waiting: Int) {
        free = atOnce
        capacity = waiting
    }

    /// - Throws: `unavailable` when the line is full.
    func enter() async throws {
        if free > 0 {
            free -= 1
            passed += 1
            return
        }
        guard line.count < capacity else { throw Problem(.unavailable, "busy", retryAfter: 5) }
        await withCheckedContinuation { line.append($0) }
        passed += 1
    }

    func leave() {
        if line.isEmpty { free += 1 } else { line.removeFirst().resume() }
    }
}
