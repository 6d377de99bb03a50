import Core
import Storage
import Texts

/// What is shown of whoever wrote something: a member, or the name that stands in one thread for somebody who did not
/// want to give theirs.
package enum Byline: Sendable, Hashable {
    case member(Author)
    /// By its number, see `Phrasebook.pseudonym`.
    case pseudonym(Int)

    /// - Parameters: the first of an author's columns, in the order of `Author`, and that of the pseudonym.
    init(_ row: any ResultRow, author: Int, pseudonym: Int) {
        if let number = row.integerOrNil(pseudonym) {
            self = .pseudonym(Int(number))
            return
        }
        self = .member(Author(row, from: author))
    }

    /// `nil` for an anonymous one: who it is leaves the server nowhere.
    package var author: Author? {
        switch self {
        case .member(let author): author
        case .pseudonym: nil
        }
    }

    /// `nil` for a member who gave their name.
    package var pseudonym: Int? {
        switch self {
        case .member: nil
        case .pseudonym(let number): number
        }
    }

    package var isAnonymous: Bool { pseudonym != nil }

    /// As the API and sync, which know no language, call an anonymous one.
    package var plainPseudonym: String? { pseudonym.map(Phrasebook.of(.english).pseudonym) }

    /// The name; empty for a member who is gone.
    package func name(_ phrases: Phrasebook) -> String {
        switch self {
        case .member(let author): author.displayName
        case .pseudonym(let number): phrases.pseudonym(number)
        }
    }
}
