import Core
import TestSupport
import Testing

@testable import Accounts

/// Passwords are kept as scrypt hashes that name their own parameters.
@Suite struct PasswordHasherTests {
    private let cheap = PasswordHasher(cost: PasswordHasher.Cost(logRounds: 4, blockSize: 8, parallelism: 1))

    /// The test vectors of RFC 7914, section 12, of which a key of 32 bytes is the first half.
    @Test(arguments: [
        ("", "", 4, 1, 1, "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"),
        ("password", "NaCl", 10, 8, 16, "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"),
        (
            "pleaseletmein", "SodiumChloride", 14, 8, 1,
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
        ),
    ])
    func theVectorsOfTheStandardHold(
        password: String, salt: String, logRounds: Int, blockSize: Int, parallelism: Int, key: String
    ) async throws {
        let bytes = stride(from: 0, to: key.count, by: 2).compactMap { UInt8(key.dropFirst($0).prefix(2), radix: 16) }
        let stored =
            "scrypt$\(logRounds)$\(blockSize)$\(parallelism)$"
            + "\(Base64URL.encode(Array(salt.utf8)))$\(Base64URL.encode(bytes))"
        // An empty salt leaves an empty part, which the stored form does not know.
        if !salt.isEmpty {
            #expect(try await cheap.verify(password, against: stored))
            #expect(try await !cheap.verify(password + "x", against: stored))
        }
    }

    @Test func aWrongPasswordIsRefused() async throws {
        let hash = try await cheap.hash("a caravan of many words")
        for wrong in ["", "a caravan of many word", "A caravan of many words", "a caravan of many words "] {
            #expect(try await !cheap.verify(wrong, against: hash), "\(wrong)")
        }
    }

    @Test(arguments: [
        "", "x", "scrypt$4$8$1$AAAA", "scrypt$4$8$1$AAAA$", "bcrypt$4$8$1$AAAA$AAAA", "scrypt$a$8$1$AAAA$AAAA",
        "scrypt$4$8$1$=$AAAA", "scrypt$4$8$1$AAAA$AAAA", "scrypt$4$8$1$AAAA$AAAA$AAAA",
    ])
    func aDamagedHashIsNobodysPassword(hash: String) async throws {
        #expect(try await !cheap.verify("", against: hash))
        #expect(try await !cheap.verify("a caravan of many words", against: hash))
    }

    @Test func theRightPasswordIsTakenAndEachHashHasItsOwnSalt() async throws {
        let first = try await cheap.hash("a caravan of many words")
        let second = try await cheap.hash("a caravan of many words")
        #expect(first != second)
        #expect(try await cheap.verify("a caravan of many words", against: first))
        #expect(try await cheap.verify("a caravan of many words", against: second))
        let parts = first.split(separator: "$").map(String.init)
        #expect(parts.prefix(4) == ["scrypt", "4", "8", "1"])
        #expect(parts.suffix(2).compactMap { Base64URL.decode($0)?.count } == [16, 32])
        #expect(!first.contains("caravan"))
    }

    @Test func twoKeyboardsGiveTheSamePassword() async throws {
        let hash = try await cheap.hash("cafe\u{301} au lait")
        #expect(try await cheap.verify("caf\u{E9} au lait", against: hash))
    }

    /// With no hash the answer is no, after the same arithmetic as with one.
    @Test func noHashCostsADerivationToo() async throws {
        let hasher = PasswordHasher(cost: PasswordHasher.Cost(logRounds: 4, blockSize: 8, parallelism: 1))
        let hash = try await hasher.hash("x")
        let before = await hasher.derivations
        #expect(try await !hasher.verify("y", against: hash))
        let with = await hasher.derivations
        #expect(try await !hasher.verify("x", against: nil))
        let without = await hasher.derivations
        #expect(with == before + 1)
        #expect(without == with + 1)
    }

    @Test func theDecoyIsNobodysPassword() async throws {
        for password in ["", "\0", "decoy", String(repeating: "\0", count: 32)] {
            #expect(try await !cheap.verify(password, against: nil))
        }
    }

    @Test func otherParametersAreOutdated() async throws {
        let hash = try await cheap.hash("a caravan of many words")
        #expect(!cheap.isOutdated(hash))
        for cost in [(5, 8, 1), (4, 9, 1), (4, 8, 2), (14, 8, 1), (4, 8, 11)] {
            let other = PasswordHasher(
                cost: PasswordHasher.Cost(logRounds: cost.0, blockSize: cost.1, parallelism: cost.2))
            #expect(other.isOutdated(hash))
        }
        #expect(PasswordHasher.Cost.standard == PasswordHasher.Cost(logRounds: 15, blockSize: 8, parallelism: 3))
    }
}

/// Only a few hash at once; a crowd is turned away instead of piling up.
@Suite struct HashGateTests {
    @Test func beyondTheLineEveryoneIsTurnedAway() async throws {
        let gate = HashGate(atOnce: 1, waiting: 2)
        try await gate.enter()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    do {
                        try await gate.enter()
                        return true
                    } catch let problem as Problem {
                        #expect(problem == Problem(.unavailable, "busy", retryAfter: 5))
                        return false
                    }
                }
            }
            // Two wait until somebody leaves: the first three answers are refusals.
            for _ in 0..<3 {
                let entered = try await group.next()
                #expect(entered == false)
            }
            for _ in 0..<2 {
                await gate.leave()
                let entered = try await group.next()
                #expect(entered == true)
            }
        }
        await gate.leave()
        try await gate.enter()
    }

    @Test func whoeverLeavesMakesRoom() async throws {
        let gate = HashGate(atOnce: 2, waiting: 0)
        for _ in 0..<100 {
            try await gate.enter()
            try await gate.enter()
            await #expect(throws: Problem.self) { try await gate.enter() }
            await gate.leave()
            await gate.leave()
        }
    }
}
