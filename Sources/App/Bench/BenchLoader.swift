import Accounts
import Core
import Forum
import Foundation
import Synchronization
import Visas

/// Writes the data to measure with: big transactions, one being rendered while the one before is written.
struct BenchLoader {
    static let password = "karwan-bench-2026"
    private static let batch = 10_000

    let community: BenchCommunity
    let services: Services
    let progress: Progress

    /// - Throws: `conflict` with `not_empty` when the database holds a community already.
    func load() async throws {
        if try await services.accounts.hasMembers() { throw Problem(.conflict, "not_empty") }
        let hash = try await services.passwordHash(Self.password)
        for start in stride(from: 0, to: community.size.members, by: Self.batch) {
            let range = start..<min(start + Self.batch, community.size.members)
            try await services.accounts.load(range.map(member), passwordHash: hash)
        }
        // Some of them were looked at after the day of the data: these are left out.
        _ = try await services.visas.importPathways(VisaService.shippedPathways, skippingBroken: true)
        let categories = try await loadCategories()
        var next = render(from: 0, categories)
        var start = 0
        while start < community.posts.count {
            let items = await next.value
            start += items.count
            next = render(from: start, categories)
            try await services.forum.load(items)
            progress.advance(by: items.count)
        }
        for start in stride(from: 0, to: community.size.jobs, by: Self.batch) {
            try await services.jobs.load((start..<min(start + Self.batch, community.size.jobs)).map(community.job))
        }
        try await loadTimelines()
        // Or the first server would do it while it is measured: each batch empties the cache of pages.
        _ = try await services.fillSearchIndex()
    }

    /// One after another, as members write them, and the figures that are made of them.
    private func loadTimelines() async throws {
        let today = CivilDay(BenchCommunity.end)
        let pathways = try await services.timelines.pathways()
        for number in 0..<community.size.timelines {
            let next = community.timeline(number, pathways, today: today)
            // Somebody filed twice on a day: a member may, the data need not.
            guard let begun = try? await services.timelines.start(next.draft, as: next.member).timeline else {
                continue
            }
            guard let ending = next.ending else { continue }
            _ = try await services.timelines.add(ending, to: begun.id, as: next.member)
        }
        try await services.timelines.makeFigures()
    }

    private func render(from start: Int, _ categories: [CategoryID]) -> Task<[ItemToLoad], Never> {
        let range = start..<min(start + Self.batch, community.posts.count)
        return Task { [community] in range.map { community.item($0, categories: categories) } }
    }

    private func member(_ number: Int) -> AccountService.MemberToLoad {
        let countries = ["DE", "CA", "GB", "AE", "NL", "US"]
        let id = BenchCommunity.member(number)
        return AccountService.MemberToLoad(
            id: id, username: BenchCommunity.username(number), displayName: "Traveller \(number + 1)", origin: "PK",
            destination: countries[number % countries.count],
            joinedAt: BenchCommunity.end.advanced(by: .days(-760)))
    }

    private func loadCategories() async throws -> [CategoryID] {
        var ids: [CategoryID] = []
        for (position, (slug, name)) in BenchCommunity.categories.enumerated() {
            ids.append(
                try await services.forum.addCategory(
                    slug: slug, name: name, description: "", position: position + 1))
        }
        return ids
    }

    /// What the measuring needs to know, a line each: a name, a tab, a value.
    var facts: [(String, String)] {
        let openings = community.posts.enumerated().filter { $0.element.isOpening && $0.element.thread < 3 }
        let paths = openings.map { place, post -> (Int32, String) in
            guard case .thread(let thread) = community.item(place, categories: [CategoryID(trusted: "")]) else {
                return (post.thread, "")
            }
            return (post.thread, thread.path)
        }
        let named = Dictionary(uniqueKeysWithValues: paths)
        return [
            ("thread-\(BenchSize.page)", named[0] ?? ""), ("thread-longest", named[1] ?? ""),
            ("thread-\(BenchSize.shortPage)", named[2] ?? ""),
            ("category", "/categories/\(BenchCommunity.categories[0].0)"), ("common-word", BenchWords.common),
            ("rare-word", BenchWords.rare), ("username", BenchCommunity.username(0)),
            ("email", "\(BenchCommunity.username(0))@example.org"), ("password", Self.password),
            ("jobs", "\(community.size.jobs)"), ("timelines", "\(community.size.timelines)"),
        ]
    }
}

extension IdentifierSource {
    /// 1, 2, 3 … in the order of time: the same data for the same seed.
    static func numbered() -> IdentifierSource {
        let count = Mutex<UInt64>(0)
        return IdentifierSource { now in
            let number = count.withLock { count in
                count += 1
                return count
            }
            let high = UInt64(clamping: now.milliseconds) << 16 | 0x7000 | (number & 0xFFF)
            return uuidText(high: high, low: 0x8000_0000_0000_0000 | number)
        }
    }
}
