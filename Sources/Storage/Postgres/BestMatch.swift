import Foundation

/// Okapi BM25 with the constants of FTS5, so that both engines rank alike.
struct BestMatch {
    private static let (k1, b) = (1.2, 0.75)

    private let averageTerms: Double
    /// How telling each word is.
    private let weights: [Double]

    /// - Parameter documentsByWord: how many of the documents say each word.
    init(documents: Int, averageTerms: Double, documentsByWord: [Int]) {
        self.averageTerms = averageTerms
        weights = documentsByWord.map { count in
            let weight = log((Double(documents) - Double(count) + 0.5) / (Double(count) + 0.5))
            return weight <= 0 ? 1e-6 : weight
        }
    }

    /// Of a document, times 10^6.
    func rank(terms: Int, counts: [Int]) -> Int64 {
        var score = 0.0
        for (weight, count) in zip(weights, counts) {
            let count = Double(count)
            let length = 1 - Self.b + Self.b * Double(terms) / averageTerms
            score += weight * (count * (Self.k1 + 1) / (count + Self.k1 * length))
        }
        return Int64(1_000_000 * score + 0.5)
    }
}
