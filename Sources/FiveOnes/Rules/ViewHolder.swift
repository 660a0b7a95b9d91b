import CaseLedger

/// Something that holds views by type: what is on record about the subjects of one event, or of
/// all.
///
/// Each wing says under what name its views are spoken of.
protocol ViewHolder {
    subscript<View: Projection>(view: View.Type) -> View { get }
}
