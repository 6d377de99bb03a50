/// What changed between two texts, for people: pieces that stayed, went and came, in reading order.
package enum TextDifference {
    package enum Piece: Sendable, Equatable {
        case same(String)
        case removed(String)
        case added(String)
    }

    /// Parts of two texts that are compared at most: what a page of changes costs grows by the square of it.
    private static let mostParts = 1_500

    /// By words; of texts that differ in too many by lines, and of those that differ in too many of these as a whole.
    package static func pieces(from old: String, to new: String) -> [Piece] {
        if let pieces = pieces(words(old), words(new)) ?? pieces(lines(old), lines(new)) { return pieces }
        return [.removed(old), .added(new)]
    }

    /// By Myers' algorithm ("An O(ND) Difference Algorithm and Its Variations", 1986), the standard library's, on what
    /// lies between the beginning and the end that both have.
    /// - Returns: `nil` when that is too much.
    private static func pieces(_ before: [String], _ after: [String]) -> [Piece]? {
        let start = zip(before, after).prefix { $0 == $1 }.count
        let (tail, newTail) = (before.dropFirst(start), after.dropFirst(start))
        let end = zip(tail.reversed(), newTail.reversed()).prefix { $0 == $1 }.count
        let (old, new) = (Array(tail.dropLast(end)), Array(newTail.dropLast(end)))
        guard old.count + new.count <= mostParts else { return nil }
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var pieces: [Piece] = []
        if start > 0 { pieces.append(.same(after.prefix(start).joined())) }
        for piece in walk(old, new, removed, added) { append(piece, to: &pieces) }
        if end > 0 { append(.same(after.suffix(end).joined()), to: &pieces) }
        return pieces
    }

    private static func walk(
        _ before: [String], _ after: [String], _ removed: Set<Int>, _ added: Set<Int>
    ) -> [Piece] {
        var pieces: [Piece] = []
        var (i, j) = (0, 0)
        while i < before.count || j < after.count {
            if i < before.count, removed.contains(i) {
                append(.removed(before[i]), to: &pieces)
                i += 1
            } else if j < after.count, added.contains(j) {
                append(.added(after[j]), to: &pieces)
                j += 1
            } else {
                append(.same(after[j]), to: &pieces)
                i += 1
                j += 1
            }
        }
        return pieces
    }

    /// Neighbours of a kind are one piece.
    private static func append(_ piece: Piece, to pieces: inout [Piece]) {
        switch (pieces.last, piece) {
        case (.same(let text), .same(let more)): pieces[pieces.count - 1] = .same(text + more)
        case (.removed(let text), .removed(let more)): pieces[pieces.count - 1] = .removed(text + more)
        case (.added(let text), .added(let more)): pieces[pieces.count - 1] = .added(text + more)
        default: pieces.append(piece)
        }
    }

    /// Words with the white space that follows them.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isInSpace = false
        for character in text {
            if !character.isWhitespace, isInSpace {
                words.append(word)
                word = ""
            }
            word.append(character)
            isInSpace = character.isWhitespace
        }
        return word.isEmpty ? words : words + [word]
    }

    private static func lines(_ text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().map { $0.offset == lines.count - 1 ? String($0.element) : $0.element + "\n" }
    }
}
