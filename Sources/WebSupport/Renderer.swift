import Embedded
import Foundation
import Mustache

/// The templates, parsed once; or read from their folders again and again while developing.
package struct Templates: Sendable {
    private let parsed: [String: [TemplatePiece]]
    /// The root of the project, when templates are to be read from there.
    private let folder: String?

    /// - Parameter folder: where `Sources/…/Templates` are found, for developing; `nil` for the embedded ones.
    /// - Throws: when a template cannot be parsed.
    package init(folder: String? = nil) throws {
        self.folder = folder
        parsed = try Self.parsed { file in file.text }
    }

    /// The names of all templates.
    package static var names: [String] { files.map(Self.name) }

    static var files: [EmbeddedFile] { EmbeddedFile.all.filter { $0.path.hasSuffix(".mustache") } }

    static func name(of file: EmbeddedFile) -> String { String(file.name.dropLast(".mustache".count)) }

    private static func parsed(_ text: (EmbeddedFile) throws -> String) throws -> [String: [TemplatePiece]] {
        let templates = try files.map { file in
            (name(of: file), try TemplateParser.pieces(of: try text(file), name: name(of: file)))
        }
        return Dictionary(uniqueKeysWithValues: templates)
    }

    /// The bytes of a page.
    package func render(_ page: any MustacheParent, template: String) -> [UInt8] {
        var templates = parsed
        if let folder {
            // A template that is being edited may be broken for a moment: then the embedded one serves.
            templates =
                (try? Self.parsed { try String(contentsOfFile: "\(folder)/\($0.path)", encoding: .utf8) }) ?? parsed
        }
        var run = TemplateRun(page, templates: templates)
        run.render(templates[template] ?? [])
        return run.bytes
    }
}
