/// What the tool leaves beside the keys to a ledger's personal data.
enum KeyNote {
    static let text = """
        These are the keys to the personal data in a ledger of fiveones.

        Without them nobody can read a name in it: not you, not anybody who restores a backup.
        With them and the ledger anybody can.

        So keep a copy of this directory, and keep it apart from every copy of the ledger. Make a
        new copy after keys were rotated, and destroy older copies when somebody was erased: the
        ledger refuses to use them, but they are still keys.

        'wrapping' opens all the others. Better than here it is kept elsewhere, and given in
        FIVEONES_WRAPPING_KEY.

        这些是账本中个人信息的密钥。没有它们，任何人都读不到姓名；有了它们和账本，任何人都能读到。
        请单独保存一份副本，绝不要与账本的备份放在一起；清除个人信息之后，销毁旧的副本。

        """
}
