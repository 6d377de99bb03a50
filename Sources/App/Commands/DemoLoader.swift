import Accounts
import Core
import Embedded
import Forum
import Foundation
import Points
import Synchronization
import Timelines
import Visas

/// Loads the demonstration community by the services that members use, with a clock that is set back to each
/// thing's time. Ids follow from places in the file, so that what is there already is found and not doubled.
struct DemoLoader {
    static let password = "karwan-demo-2026"

    private let community: DemoCommunity
    private let services: Services
    private let progress: Progress
    private let now: Timestamp
    private let clock: DemoClock
    private let forum: ForumService

    init(community: DemoCommunity, services: Services, progress: Progress) {
        self.community = community
        self.services = services
        self.progress = progress
        now = services.clock.now
        let clock = DemoClock(services.clock.now)
        self.clock = clock
        forum = ForumService(store: services.store, clock: clock.clock, ids: services.ids, limits: .off)
    }

    /// - Throws: `conflict` with `not_empty` when the database has members who are not of the demonstration.
    func load() async throws {
        if try await services.accounts.hasMembers(), try await member("demo-admin") == nil {
            throw Problem(.conflict, "not_empty")
        }
        _ = try await services.visas.importPathways(VisaService.shippedPathways, skippingBroken: false)
        _ = try await services.checklists.importChecklists(ChecklistService.shipped, skippingBroken: false)
        _ = try await services.points.importRules(PointsService.shipped, skippingBroken: false)
        _ = try await services.insight.importEmigration(EmigrationFigures.shippedData, skippingBroken: false)
        let members = try await loadMembers()
        let categories = try await loadCategories()
        for (index, thread) in community.threads.enumerated() {
            try await load(thread, index, members, categories)
        }
        try await loadJobs()
        let listings = DemoListingsLoader(services: services, members: members, now: now, clock: clock)
        try await listings.load(try DemoListings.embedded())
        let mentors = try DemoMentors.embedded()
        try await mentors?.load(members, services.mentoring)
        try await mentors?.begin(members, services)
    }

    private func member(_ username: String) async throws -> PublicMember? {
        do {
            return try await services.accounts.member(username, as: .system(reason: "demo"))
        } catch let problem as Problem where problem.kind == .notFound {
            return nil
        }
    }

    // MARK: Members and categories

    private func loadMembers() async throws -> [String: Principal] {
        let hash = try await services.passwordHash(Self.password)
        var principals: [String: Principal] = [:]
        for person in community.members {
            let joined = now.advanced(by: Span(milliseconds: Int64(-person.joinedDaysAgo * 86_400_000)))
            let id: MemberID
            if let known = try await member(person.username) {
                id = known.id
            } else {
                id = try await services.accounts.create(
                    SignUpDraft(
                        email: "\(person.username)@example.org", username: person.username,
                        displayName: person.displayName, password: Self.password, locale: person.locale),
                    roles: Set(person.roles), passwordHash: hash, profile: profile(of: person), joinedAt: joined,
                    trust: trust(of: person))
            }
            principals[person.username] = .member(
                Principal.Member(
                    id: id, username: person.username, displayName: person.displayName, roles: Set(person.roles),
                    credential: .token(id: "demo", scopes: [.write]), isVerified: true, isSuspended: false,
                    joinedAt: joined, language: person.locale, timeZone: person.timeZone, trust: trust(of: person)))
            progress.advance()
        }
        return principals
    }

    /// As if they had been here: mentors and staff longer than others.
    private func trust(of person: DemoCommunity.Member) -> TrustLevel {
        person.roles.isEmpty || person.roles == [.member] ? .known : .regular
    }

    private func profile(of person: DemoCommunity.Member) -> ProfileChange {
        var change = ProfileChange()
        change.about = person.about
        change.origin = person.origin ?? ""
        change.destination = person.destination ?? ""
        change.stage = person.stage
        change.timeZone = person.timeZone
        change.languages = person.languages
        change.skills = person.skills
        return change
    }

    private func loadCategories() async throws -> [String: CategoryID] {
        let known = try await forum.categories(as: .system(reason: "demo"))
        var ids = Dictionary(uniqueKeysWithValues: known.map { ($0.slug, $0.id) })
        for (index, category) in community.categories.enumerated() {
            if ids[category.slug] == nil {
                ids[category.slug] = try await forum.addCategory(
                    slug: category.slug, name: category.name, description: category.description, position: index + 1)
            }
            progress.advance()
        }
        return ids
    }

    /// Adverts of firms that are made up, as a feed brings them.
    private func loadJobs() async throws {
        guard let file = EmbeddedFile.at("Sources/App/Data/demo-jobs.json"), let admin = try await member("demo-admin")
        else { return }
        _ = try await services.jobs.importJobs(file.data, feed: "demo", by: admin.id, skippingBroken: false)
    }

    // MARK: Threads

    private func load(
        _ thread: DemoCommunity.Thread, _ index: Int, _ members: [String: Principal],
        _ categories: [String: CategoryID]
    ) async throws {
        let start = now.advanced(by: Span(milliseconds: Int64(-thread.daysAgo * 86_400_000)))
        let author = members[thread.author] ?? .visitor
        clock.set(start)
        let (started, isNew) = try await forum.startThread(
            ThreadDraft(
                id: id(thread: index, post: 0, kind: 1), postId: id(thread: index, post: 0, kind: 2),
                categoryId: categories[thread.category]?.text, kind: thread.kind, title: thread.title,
                body: thread.body, tags: thread.tags, pathwayId: thread.pathway,
                poll: thread.poll.map { poll($0, from: start) }), as: author)
        progress.advance()
        if isNew {
            try await vote(thread.votes, on: started.openingPostID, except: thread.author, seed: index, members)
            try await vote(thread.poll?.votes ?? [], in: started.id, except: thread.author, members)
            try await suggest(thread.suggestions ?? [], for: started.openingPostID, members)
        }
        for (place, answer) in thread.answers.enumerated() {
            try await load(answer, place, of: thread, index, started.id, start, members)
        }
    }

    private func load(
        _ answer: DemoCommunity.Answer, _ place: Int, of thread: DemoCommunity.Thread, _ index: Int, _ id: ThreadID,
        _ start: Timestamp, _ members: [String: Principal]
    ) async throws {
        clock.set(min(now, start.advanced(by: Span(milliseconds: Int64(answer.hoursAfter * 3_600_000)))))
        let post: PostID = self.id(thread: index, post: place + 1, kind: 2)
        let parent: PostID? = answer.replyTo.map { self.id(thread: index, post: $0 + 1, kind: 2) }
        // A month later than the post is one in which the writer looked again.
        let month = answer.trueAsOf.flatMap { $0 <= String(clock.clock.now.rfc3339.prefix(7)) ? $0 : nil }
        let (_, isNew) = try await forum.reply(
            ReplyDraft(id: post, parentId: parent, body: answer.body, trueAsOf: month, anonymous: answer.anonymous),
            to: id,
            as: members[answer.author] ?? .visitor)
        if isNew {
            try await vote(answer.votes, on: post, except: answer.author, seed: index * 31 + place, members)
            if answer.accepted ?? false {
                _ = try await forum.accept(post, in: id, as: members[thread.author] ?? .visitor)
            }
        }
        progress.advance()
    }

    /// Votes by as many members, beginning at a place of the list that follows from the seed.
    private func vote(
        _ count: Int, on post: PostID, except author: String, seed: Int, _ members: [String: Principal]
    ) async throws {
        let names = community.members.map(\.username).filter { $0 != author }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for step in 0..<min(count, names.count) {
                guard let voter = members[names[(seed * 7 + step) % names.count]] else { continue }
                group.addTask { [forum] in _ = try await forum.vote(1, on: post, as: voter) }
            }
            try await group.waitForAll()
        }
    }

    private func poll(_ poll: DemoCommunity.Poll, from start: Timestamp) -> PollDraft {
        let last = CivilDay(start).adding(poll.closesAfterDays)
        return PollDraft(
            question: poll.question, options: poll.options, isMultiple: false, closesOn: "\(last)",
            showsResults: Poll.Results.afterVoting.rawValue)
    }

    /// The votes of as many members for each option of a poll.
    private func vote(
        _ votes: [Int], in thread: ThreadID, except author: String, _ members: [String: Principal]
    ) async throws {
        var names = community.members.map(\.username).filter { $0 != author && !$0.hasPrefix("demo-") }[...]
        for (option, count) in votes.enumerated() {
            for name in names.prefix(count) {
                _ = try await forum.votePoll(
                    PollVoteDraft(choices: [option]), in: thread, as: members[name] ?? .visitor)
            }
            names = names.dropFirst(count)
        }
    }

    private func suggest(
        _ suggestions: [DemoCommunity.Suggestion], for post: PostID, _ members: [String: Principal]
    ) async throws {
        for suggestion in suggestions {
            let author = members[suggestion.author] ?? .visitor
            let guide = try await forum.post(post, as: author).post
            let body = guide.body.replacingOccurrences(of: suggestion.find, with: suggestion.replace)
            _ = try await forum.suggest(
                SuggestionDraft(body: body, note: suggestion.note, baseRev: guide.revision), for: post, as: author)
        }
    }

    /// The same id for the same place of the file, whenever it is loaded.
    private func id<Entity>(thread: Int, post: Int, kind: UInt64) -> Identifier<Entity> {
        Self.id(thread, post, kind: kind)
    }

    static func id<Entity>(_ place: Int, _ part: Int = 0, kind: UInt64) -> Identifier<Entity> {
        let demoEpoch: UInt64 = 1_767_225_600_000
        let high = (demoEpoch + UInt64(place)) << 16 | 0x7000 | UInt64(part & 0xFFF)
        return Identifier(trusted: uuidText(high: high, low: 0x8000_0000_0000_0000 | kind))
    }
}

/// A clock that is set by hand.
final class DemoClock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ time: Timestamp) { self.time = Mutex(time) }

    func set(_ time: Timestamp) { self.time.withLock { $0 = time } }

    var clock: Clock { Clock { self.time.withLock { $0 } } }
}
