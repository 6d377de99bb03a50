import Accounts
import Core
import Forum
import Foundation
import Storage
import SyncProtocol
import TestSupport

@testable import Sync

/// What happens to devices and to the server besides the line.
extension Simulation {
    func trouble() async throws {
        let client = clients[dice.below(clients.count)]
        let other = clients[dice.below(clients.count)]
        switch dice.below(60) {
        case 0..<10: copies[client.number] = client.kept
        case 10..<14: if mishaps.contains(.deviceCrashes) { client.crash() }
        case 14..<17: try setUpFromOwnPast(client)
        case 17..<20: try setUpAsCopy(client, of: other)
        case 20..<22: if mishaps.contains(.revokedDevices) { try await revoke(client) }
        case 22..<25: try await takeBackup()
        case 25: try await restore()
        case 26..<34: jump()
        case 34..<38: try await letDaysPass()
        case 38..<42: try await waver(client)
        default: break
        }
    }

    // MARK: Devices

    /// What was held before the first page of the purge must go in the end although it was not sent anew.
    private func waver(_ client: ReferenceClient) async throws {
        let held = client.kept.rows.keys.filter { $0.hasPrefix("sys/scope/t:") }.sorted()
        let (place, rows) = (dice.below(1 << 20), 1 + dice.below(3))
        guard mishaps.contains(.wavering), !held.isEmpty else { return }
        let scope = String(held[place % held.count].dropFirst("sys/scope/".count))
        note("device \(client.number) wavers about \(scope)")
        for isOn in [false, true, false] {
            client.enqueue("scope.set", ["scope": .string(scope), "on": .bool(isOn)], tab: 0)
            let page = PullRequest.Wishes(maxRows: rows)
            guard try await exchange(.push(client.pushRequest(tab: nil)), client),
                try await exchange(
                    .pull(PullRequest(clientGroupID: client.kept.group, cookie: client.kept.cookie, ext: page)),
                    client)
            else { return }
        }
    }

    private func setUpFromOwnPast(_ client: ReferenceClient) throws {
        guard mishaps.contains(.clones), let copy = copies[client.number], copy.group == client.kept.group else {
            return
        }
        note("device \(client.number) is set up from its own past")
        client.setUp(from: copy)
        shared.formUnion(copy.tabs.map(\.client))
    }

    private func setUpAsCopy(_ client: ReferenceClient, of other: ReferenceClient) throws {
        guard mishaps.contains(.clones), client !== other, client.person.id == other.person.id else { return }
        note("device \(client.number) is set up as a copy of \(other.number)")
        var copy = other.kept
        if client.isNative != other.isNative { copy.stage = nil }
        // Half a transfer shown page by page is what a device that stages must not begin from.
        if client.isNative, !other.isNative, copy.rows["sys/sync"]?["partial"] == true { return }
        if !client.isNative, other.isNative, other.kept.stage != nil { return }
        client.setUp(from: copy)
        shared.formUnion(copy.tabs.map(\.client))
    }

    private func revoke(_ client: ReferenceClient) async throws {
        guard let member = try await site.present(client.person) else { return }
        note("device \(client.number) is revoked")
        try? await site.sync.revokeDevice(client.kept.group, as: .member(member))
    }

    // MARK: The server's history

    private func takeBackup() async throws {
        guard mishaps.contains(.restores) else { return }
        note("a backup is taken")
        if let backup { await throwAway(backup) }
        try await site.store.close()
        backup = try await TestDatabase.copy(database, in: ground.folder)
        try moveFile()
        site = try await ProofSite(database, on: ground)
    }

    private func restore() async throws {
        let isRenewed = dice.below(2) == 0
        guard mishaps.contains(.restores), let taken = backup else { return }
        note("the backup is restored, with a new epoch: \(isRenewed)")
        counts.restores += 1
        let acknowledged = try await acknowledgedPosts()
        try await site.store.close()
        await throwAway(database)
        (database, backup) = (taken, nil)
        if isRenewed {
            let store = try TestDatabase.open(database, clock: ground.clock.clock)
            try await store.write { _ = try $0.execute("UPDATE change_counter SET epoch = '' WHERE id = 1") }
            try await store.close()
        }
        try moveFile()
        site = try await ProofSite(database, on: ground)
        for client in clients { client.serverWentBack() }
        try await noteLosses(among: acknowledged)
    }

    /// Under another name: a store lets go of its file only when nobody knows it any more.
    func moveFile() throws {
        guard TestEngine.isSQLite else { return }
        let moved = ground.folder.appending(path: "site-\(UUID().uuidString).sqlite").path
        try FileManager.default.moveItem(atPath: database, toPath: moved)
        database = moved
    }

    private func throwAway(_ old: String) async {
        await TestDatabase.release(old)
        try? FileManager.default.removeItem(atPath: old)
    }

    // MARK: Time

    private func jump() {
        let hour: Int64 = 3_600_000
        let far = dice.below(40) == 0 && seed % 4 == 3
        let span = Span(milliseconds: (far ? 87_600 * hour : hour) * (dice.below(2) == 0 ? 1 : -1))
        guard mishaps.contains(.clockJumps) else { return }
        note("the clock jumps by \(span.milliseconds / hour) hours")
        ground.clock.advance(span)
        if far { refusalsGrowOld() }
    }

    /// Some days in which nobody does anything, and what the program does by itself then.
    private func letDaysPass() async throws {
        let days = dice.pick([1, 8, 30, 100])
        guard mishaps.contains(.clockJumps) else { return }
        note("\(days) days pass")
        ground.clock.advance(.days(Int64(days)))
        if days >= 30 { refusalsGrowOld() }
        try await keepHouse()
    }

    /// They go after some time, seen or not.
    private func refusalsGrowOld() {
        for client in clients { client.isExempt = true }
        lost = []
    }

    func keepHouse() async throws {
        let before = try await knownClients()
        expiredTo = max(expiredTo, now.advanced(by: -.days(89)).milliseconds)
        try await site.sync.expire()
        forgotten.formUnion(before.subtracting(try await knownClients()))
        for client in clients { client.forgotten = forgotten }
        try await site.services.forum.eraseDeleted()
        while try await site.services.notices.spread() {}
    }

    private func knownClients() async throws -> Set<String> {
        Set(try await site.store.read { try $0.rows("SELECT id FROM sync_client") { $0.text(0) } })
    }
}

/// What staff does: it changes who sees what.
extension Simulation {
    func serveStaff() async throws {
        tidy()
        let (kind, thread, post) = (dice.below(20), one(of: community.threads), one(of: community.posts))
        let state = dice.pick([PostState.published, .published, .hidden, .held])
        let (person, category) = (community.people[1 % community.people.count], dice.pick(community.categories))
        let (isOn, other) = (dice.below(2) == 0, dice.pick(community.people))
        guard mishaps.contains(.staff) else { return }
        do {
            switch kind {
            case 0..<7: if let post { try await setState(state, ofPost: post) }
            case 7..<11: if let thread { try await setState(state, ofThread: thread) }
            case 11..<14: if let thread { try await change(thread, ThreadChange(categoryId: category)) }
            case 14..<16: if let thread { try await change(thread, ThreadChange(isLocked: isOn)) }
            case 16..<18: if !other.isModerator { try await suspend(other, isOn) }
            case 18: if let post { try await flicker(post) }
            default:
                note("\(person.username) is a moderator: \(isOn)")
                try await site.services.accounts.setRole(.moderator, on: isOn, username: person.username)
            }
        } catch let problem as Problem {
            note("refused: \(problem.code)")
        }
    }

    private func one(of ids: [String]) -> String? {
        let place = dice.below(1 << 20)
        return ids.isEmpty ? nil : ids[place % ids.count]
    }

    /// The community stays of a size: what is oldest is left to be deleted.
    private func tidy() {
        if community.threads.count >= Intentions.mostThreads { doomed.append((community.threads.removeFirst(), true)) }
        if community.posts.count >= Intentions.mostPosts { doomed.append((community.posts.removeFirst(), false)) }
    }

    func deleteDoomed() async throws {
        let all = doomed
        doomed = []
        for (id, isThread) in all {
            do {
                if isThread {
                    try await setState(.deleted, ofThread: id)
                } else {
                    try await setState(.deleted, ofPost: id)
                }
            } catch is Problem {}
        }
    }

    private func setState(_ state: PostState, ofPost id: String) async throws {
        note("post \(id) is \(state)")
        try await site.services.forum.setState(state, ofPost: PostID(trusted: id), as: .system(reason: "proof"))
    }

    /// Gone, back and gone again before any device asks.
    private func flicker(_ post: String) async throws {
        for state in [PostState.hidden, .published, .hidden] { try await setState(state, ofPost: post) }
    }

    private func setState(_ state: PostState, ofThread id: String) async throws {
        note("thread \(id) is \(state)")
        try await site.services.forum.setState(state, ofThread: ThreadID(trusted: id), as: .system(reason: "proof"))
    }

    private func change(_ thread: String, _ change: ThreadChange) async throws {
        guard let moderator = try await site.present(community.people[0]) else { return }
        note("thread \(thread) is changed: \(change)")
        _ = try await site.services.forum.changeThread(change, of: ThreadID(trusted: thread), as: .member(moderator))
    }

    func suspend(_ person: Person, _ isSuspended: Bool) async throws {
        note("\(person.username) is suspended: \(isSuspended)")
        let at = now
        try await site.services.store.write { transaction in
            if isSuspended {
                try AccountStanding.suspend(person.id, until: at.advanced(by: .days(3650)), at: at, in: transaction)
            } else {
                try AccountStanding.lift(person.id, at: at, in: transaction)
            }
        }
    }
}
