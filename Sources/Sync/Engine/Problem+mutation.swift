import Core
import SyncProtocol

extension Problem {
    /// The code under which a client learns of the problem (sync.md, section 8).
    var mutationCode: MutationCode {
        switch kind {
        case .invalid, .malformed, .tooLarge, .methodNotAllowed, .notAcceptable, .unsupportedType: .invalid
        case .notFound, .gone: MutationCode(rawValue: code) ?? .notFound
        case .forbidden, .signInRequired: MutationCode(rawValue: code) ?? .forbidden
        // A constraint that a feature left to the schema: it refused a row that is there already.
        case .conflict: MutationCode(rawValue: code) ?? (code.hasSuffix("_pkey") ? .idConflict : .invalid)
        case .stale: .staleVersion
        case .tooMany: MutationCode(rawValue: code) ?? .rateLimited
        case .unavailable: .invalid
        }
    }

    /// The rest of it, for the one who must mend the mutation; `nil` when the code says all.
    var mutationDetail: MutationDetail? {
        let detail = MutationDetail(
            fields: fields.isEmpty
                ? nil
                : fields.map { field in
                    MutationDetail.Field(
                        field: field.field, code: field.code,
                        arguments: field.arguments.isEmpty ? nil : field.arguments)
                },
            arguments: arguments.isEmpty ? nil : arguments,
            hint: code == mutationCode.rawValue ? nil : code)
        return detail == MutationDetail() ? nil : detail
    }
}

extension Error {
    /// Whether it is a mistake of ours: no refusal, and nothing that the machine refused.
    var isMistake: Bool { !(self is Problem) && !(self is CancellationError) }
}
