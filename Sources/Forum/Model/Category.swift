import Core

package enum CategoryMark {}
package typealias CategoryID = Identifier<CategoryMark>

/// A section of the forum.
package struct Category: Sendable, Equatable {
    package let id: CategoryID
    package var slug: String
    package var name: String
    package var description: String
    /// Order in lists, smallest first.
    package var position: Int
    package var audience: Audience

    package enum Audience: String, Sendable {
        case everyone, staff
    }
}

/// A word that threads are found by.
package struct Tag: Sendable, Equatable {
    package let id: String
    package let name: String
    /// Threads that carry it.
    package let uses: Int
}
