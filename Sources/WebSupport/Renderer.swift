import Embedded
import Foundation
import Mustache

/// The templates, parsed once; or read from their folders again and again while developing.
package struct Templates: Sendable {
    private let library: MustacheLibrary
    /// The root of the project, when templates are to be read from there.
    private let folder: String?

    /// - Parameter folder: where `Sources/…/Templates` are found, for developing; `nil` for the embedded ones.
    /// - Throws: when a template cannot be parsed.
    package init(folder: String? = nil) throws {
        self.folder = folder
        library = try Self.library { file in file.text }
    }

    /// The names of all templates.
    package static var names: [String] { files.map(Self.name) }

    private static var files: [EmbeddedFile] { EmbeddedFile.all.filter { $0.path.hasSuffix(".mustache") } }

    private static func name(of file: EmbeddedFile) -> String { String(file.name.dropLast(".mustache".count)) }

    private static func library(_ text: (EmbeddedFile) throws -> String) throws -> MustacheLibrary {
        _ = HTMLEscaping.register
        let templates = try files.map { file in
            (name(of: file), try MustacheTemplate(string: HTMLEscaping.pragma + (try text(file))))
        }
        return MustacheLibrary(templates: Dictionary(uniqueKeysWithValues: templates))
    }

    package func render(_ object: Any, template: String) -> String {
        var library = library
        if let folder {
            // A template that is being edited may be broken for a moment: then the embedded one serves.
            library =
                (try? Self.library { try String(contentsOfFile: "\(folder)/\($0.path)", encoding: .utf8) }) ?? library
        }
        return library.render(object, withTemplate: template) ?? ""
    }
}
