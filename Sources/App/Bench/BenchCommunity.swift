import Accounts
import Core
import Forum
import Foundation
import Jobs

/// Who is there, who wrote what and when: all of it follows from the size and the seed, in the order of time.
struct BenchCommunity {
    /// An opening post or an answer, by the places of its thread and of its author.
    struct Post {
        let at: Int64
        let thread: Int32
        let author: Int32
        let isOpening: Bool
    }

    /// When the last post was written: 1 November 2026, 00:00 UTC.
    static let end = Timestamp(milliseconds: 1_793_491_200_000)
    private static let life = Span.days(730)
    static let categories = [
        ("visas", "Visas"), ("work", "Work"), ("housing", "Housing"), ("study", "Study"), ("money", "Money"),
        ("family", "Family"), ("return", "Coming back"), ("other", "Everything else"),
    ]

    let size: BenchSize
    let seed: UInt64
    let posts: [Post]
    /// By place of the thread.
    let answerCounts: [Int]
    let starts: [Int64]
    let lastPosts: [Int64]

    init(size: BenchSize, seed: UInt64) {
        self.size = size
        self.seed = seed
        var numbers = SeededNumbers(seed: seed)
        let counts = size.postsOfThreads
        answerCounts = counts.map { $0 - 1 }
        var posts: [Post] = []
        posts.reserveCapacity(size.posts)
        var starts: [Int64] = []
        var last: [Int64] = []
        for (thread, count) in counts.enumerated() {
            let start = Self.start(of: thread, &numbers)
            var newest = start
            for place in 0..<count {
                let at = place == 0 ? start : Self.answer(after: start, isLong: thread == 1, &numbers)
                newest = max(newest, at)
                let author = Int32(numbers.fraction() * numbers.fraction() * Double(size.members))
                posts.append(Post(at: at, thread: Int32(thread), author: author, isOpening: place == 0))
            }
            starts.append(start)
            last.append(newest)
        }
        self.posts = posts.sorted {
            ($0.at, $0.isOpening ? 0 : 1, $0.thread) < ($1.at, $1.isOpening ? 0 : 1, $1.thread)
        }
        self.starts = starts
        lastPosts = last
    }

    /// The known threads begin where their posts have time to come; the others anywhere.
    private static func start(of thread: Int, _ numbers: inout SeededNumbers) -> Int64 {
        switch thread {
        case 0, 2: end.milliseconds - Span.days(30).milliseconds
        case 1: end.milliseconds - Span.days(700).milliseconds
        default: end.milliseconds - Int64(numbers.fraction() * Double(life.milliseconds - 86_400_000)) - 86_400_000
        }
    }

    /// Most answers come within days, some after weeks; never after the end.
    private static func answer(after start: Int64, isLong: Bool, _ numbers: inout SeededNumbers) -> Int64 {
        let room = Double(end.milliseconds - start - 60_000)
        let wait = isLong ? numbers.fraction() * room : -log(1 - numbers.fraction()) * 6 * 86_400_000
        return start + 60_000 + Int64(wait < room ? wait : numbers.fraction() * room)
    }

    // MARK: Ids

    /// Of member 1, 2, 3 …
    static func member(_ number: Int) -> MemberID {
        id(at: end.milliseconds - Span.days(760).milliseconds + Int64(number) * 1000, number, kind: 1)
    }

    static func username(_ number: Int) -> String { "traveller-\(number + 1)" }

    func thread(_ number: Int) -> ThreadID { Self.id(at: starts[number], number, kind: 2) }

    static func post(_ number: Int, at time: Int64) -> PostID { id(at: time, number, kind: 3) }

    static func job(_ number: Int, at time: Int64) -> JobID { id(at: time, number, kind: 4) }

    private static func id<Entity>(at time: Int64, _ number: Int, kind: UInt64) -> Identifier<Entity> {
        let high = UInt64(time) << 16 | 0x7000 | UInt64(number & 0xFFF)
        return Identifier(trusted: uuidText(high: high, low: 0x8000_0000_0000_0000 | kind << 40 | UInt64(number)))
    }

    // MARK: What they say

    func kind(ofThread number: Int) -> ForumThread.Kind {
        number == 1 ? .discussion : [.question, .question, .question, .discussion, .guide][number % 5]
    }

    /// The words of a post follow from its place alone, so that several may be written at once.
    func item(_ place: Int, categories: [CategoryID]) -> ItemToLoad {
        let post = posts[place]
        let number = Int(post.thread)
        var numbers = SeededNumbers(seed: seed &+ UInt64(place + 1) &* 0x1234_5678_9ABC_DEF1)
        let loaded = PostToLoad(
            id: Self.post(place, at: post.at), thread: thread(number), author: Self.member(Int(post.author)),
            source: BenchWords.body(&numbers), kind: kind(ofThread: number),
            voters: voters(post, &numbers), createdAt: Timestamp(milliseconds: post.at))
        guard post.isOpening else { return .answer(loaded) }
        return .thread(
            ThreadToLoad(
                opening: loaded, category: categories[number % categories.count],
                title: BenchWords.title(&numbers), tags: tags(&numbers), answerCount: answerCounts[number],
                lastPostAt: Timestamp(milliseconds: lastPosts[number])))
    }

    /// Questions have votes, and so do the answers of the known thread; none by their authors.
    private func voters(_ post: Post, _ numbers: inout SeededNumbers) -> [MemberID] {
        guard post.isOpening || post.thread == 0 else { return [] }
        let voters = (0..<numbers.below(4)).map { _ in numbers.below(size.members) }
        return Set(voters).subtracting([Int(post.author)]).sorted().map(Self.member)
    }

    private func tags(_ numbers: inout SeededNumbers) -> [String] {
        let all = ["blue-card", "visa", "salary", "berlin", "toronto", "tax", "rent", "embassy", "family", "degree"]
        return Set((0..<numbers.below(4)).map { _ in all[numbers.below(all.count)] }).sorted()
    }
}
