import ArgumentParser

/// How much data there is to measure with (`performance.md` in words: small and large).
struct BenchSize {
    let name: String
    let members: Int
    let threads: Int
    /// Opening posts and answers together.
    let posts: Int
    /// Posts of the longest thread.
    let longest: Int
    /// Open ones.
    let jobs: Int
    let timelines: Int

    /// Posts of the threads that are measured: one page of a visitor, one of bytes.
    static let page = 50
    static let shortPage = 20

    static let small = BenchSize(
        name: "small", members: 1_000, threads: 2_000, posts: 50_000, longest: 5_000, jobs: 1_000,
        timelines: 250)
    static let large = BenchSize(
        name: "large", members: 20_000, threads: 100_000, posts: 1_000_000, longest: 100_000, jobs: 20_000,
        timelines: 5_000)
    /// For tests.
    static let tiny = BenchSize(
        name: "tiny", members: 20, threads: 30, posts: 400, longest: 120, jobs: 40, timelines: 40)

    /// How many posts each thread has: the three that are known first, the others by Zipf's law, flattened at its head
    /// so that no other is as long as the longest (Mandelbrot's form).
    var postsOfThreads: [Int] {
        let known = [Self.page, longest, Self.shortPage]
        let others = threads - known.count
        let answers = posts - known.reduce(0, +) - others
        let weights = (1...others).map { 1 / Double($0 + 10) }
        let whole = weights.reduce(0, +)
        var counts = weights.map { 1 + Int((Double(answers) * $0 / whole).rounded(.down)) }
        // What rounding left over, one each.
        for index in 0..<(posts - known.reduce(0, +) - counts.reduce(0, +)) { counts[index] += 1 }
        return known + counts
    }
}

/// Names of sizes on the command line.
enum BenchSizeName: String, ExpressibleByArgument, CaseIterable {
    case small, large

    var size: BenchSize {
        switch self {
        case .small: .small
        case .large: .large
        }
    }
}
