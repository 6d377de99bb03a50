import Core
import Forum
import Mustache
import Texts
import WebSupport

/// Whoever wrote something, as pages show them.
struct PersonView: MustacheParent {
    let author: Author
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "personName": author.displayName.isEmpty ? visit.phrases.text("former_member") : author.displayName
        case "personPath": Links.member(author.username)
        case "roleLabels": roles
        case "corridors": corridor.map { [$0] } ?? []
        default: nil
        }
    }

    private var roles: [String] {
        [author.isStaff ? "role_staff" : nil, author.isMentor ? "role_mentor" : nil]
            .compactMap { $0.map { visit.phrases.text($0) } }
    }

    private var corridor: String? {
        Names.corridor(from: author.origin, to: author.destination, visit.language)
    }
}

/// A tag as pages show it.
struct TagView: MustacheParent {
    let name: String
    let uses: Int

    func child(named name: String) -> Any? {
        switch name {
        case "tagName": self.name
        case "tagPath": Links.tag(self.name)
        case "tagUses": "\(uses)"
        default: nil
        }
    }
}

/// A category as pages show it.
struct CategoryView: MustacheParent {
    let category: Forum.Category

    func child(named name: String) -> Any? {
        switch name {
        case "categoryName": category.name
        case "categoryPath": "/categories/\(category.slug)"
        case "categoryDescription": category.description
        default: nil
        }
    }
}
