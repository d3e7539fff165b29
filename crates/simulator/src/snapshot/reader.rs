use alloc::string::String;
use alloc::vec::Vec;
use core::array;

use vocabulary::{Amount, Cents, Date};

/// A value of the snapshot.
pub(super) trait Field: Sized {
    /// Adds its bytes.
    fn put(&self, to: &mut Vec<u8>);
    /// Reads it back; once the reader is at fault, any value will do.
    fn take(from: &mut Reader<'_>) -> Self;
}

/// What is left to read, and whether something could not be.
pub(super) struct Reader<'a> {
    left: &'a [u8],
    at_fault: bool,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { left: bytes, at_fault: false }
    }

    /// Whether every byte was used, and none was missing or wrong.
    pub(super) const fn read_all(&self) -> bool {
        !self.at_fault && self.left.is_empty()
    }

    /// Notes a fault: nothing is read from here on, so that lists of any length end.
    pub(super) const fn fail(&mut self) {
        self.at_fault = true;
        self.left = &[];
    }

    fn byte(&mut self) -> u8 {
        if let Some((first, left)) = self.left.split_first() {
            self.left = left;
            *first
        } else {
            self.fail();
            0
        }
    }

    fn number(&mut self) -> u64 {
        let mut number = 0;
        for place in 0..10 {
            let byte = u64::from(self.byte());
            // A last byte of 0 has a shorter writing, and the tenth holds one bit: one number, one encoding.
            if (byte == 0 && place > 0) || (place == 9 && byte > 1) {
                break;
            }
            number |= (byte & 0x7f) << (7 * place);
            if byte < 0x80 {
                return number;
            }
        }
        self.fail();
        0
    }

    /// The rank of a choice among `count`.
    pub(super) fn rank(&mut self, count: usize) -> usize {
        let rank = usize::from(self.byte());
        if rank >= count {
            self.fail();
        }
        rank
    }
}

/// Adds a whole number.
fn put_number(mut number: u64, to: &mut Vec<u8>) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            to.push(low & 0x7f);
            return;
        }
        to.push(low | 0x80);
    }
}

macro_rules! whole_numbers {
    ($($number:ty)+) => {$(
        impl Field for $number {
            fn put(&self, to: &mut Vec<u8>) {
                put_number(u64::from(*self), to);
            }
            fn take(from: &mut Reader<'_>) -> Self {
                <$number>::try_from(from.number()).unwrap_or_else(|_| {
                    from.fail();
                    0
                })
            }
        }
    )+};
}

whole_numbers!(u8 u16 u32);

impl Field for i64 {
    fn put(&self, to: &mut Vec<u8>) {
        put_number(self.cast_unsigned(), to);
    }
    fn take(from: &mut Reader<'_>) -> Self {
        from.number().cast_signed()
    }
}

impl Field for bool {
    fn put(&self, to: &mut Vec<u8>) {
        to.push(u8::from(*self));
    }
    fn take(from: &mut Reader<'_>) -> Self {
        from.rank(2) == 1
    }
}

impl Field for Cents {
    fn put(&self, to: &mut Vec<u8>) {
        self.0.put(to);
    }
    fn take(from: &mut Reader<'_>) -> Self {
        Self(i64::take(from))
    }
}

impl Field for Amount {
    fn put(&self, to: &mut Vec<u8>) {
        self.millicents().put(to);
    }
    fn take(from: &mut Reader<'_>) -> Self {
        Self::from_millicents(i64::take(from))
    }
}

impl Field for Date {
    fn put(&self, to: &mut Vec<u8>) {
        self.number().put(to);
    }
    fn take(from: &mut Reader<'_>) -> Self {
        Self::from_number(u32::take(from)).unwrap_or_else(|_| {
            from.fail();
            Self::FIRST
        })
    }
}

impl Field for String {
    fn put(&self, to: &mut Vec<u8>) {
        put_number(self.len() as u64, to);
        to.extend_from_slice(self.as_bytes());
    }
    fn take(from: &mut Reader<'_>) -> Self {
        let text = usize::try_from(from.number())
            .ok()
            .and_then(|length| from.left.split_at_checked(length))
            .and_then(|(text, left)| Some((core::str::from_utf8(text).ok()?, left)));
        if let Some((text, left)) = text {
            from.left = left;
            text.into()
        } else {
            from.fail();
            Self::new()
        }
    }
}

impl<T: Field> Field for Option<T> {
    fn put(&self, to: &mut Vec<u8>) {
        self.is_some().put(to);
        if let Some(value) = self {
            value.put(to);
        }
    }
    fn take(from: &mut Reader<'_>) -> Self {
        bool::take(from).then(|| T::take(from))
    }
}

impl<T: Field> Field for Vec<T> {
    fn put(&self, to: &mut Vec<u8>) {
        put_number(self.len() as u64, to);
        for item in self {
            item.put(to);
        }
    }
    fn take(from: &mut Reader<'_>) -> Self {
        let mut items = Self::new();
        // An item takes a byte at least: a length beyond what is left ends at the fault.
        for _ in 0..from.number() {
            let item = T::take(from);
            if from.at_fault {
                break;
            }
            items.push(item);
        }
        items
    }
}

impl<T: Field, const N: usize> Field for [T; N] {
    fn put(&self, to: &mut Vec<u8>) {
        for item in self {
            item.put(to);
        }
    }
    fn take(from: &mut Reader<'_>) -> Self {
        array::from_fn(|_| T::take(from))
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn read<T: Field>(bytes: &[u8]) -> Option<T> {
        let mut reader = Reader::new(bytes);
        let value = T::take(&mut reader);
        reader.read_all().then_some(value)
    }

    fn written<T: Field>(value: &T) -> Vec<u8> {
        let mut bytes = Vec::new();
        value.put(&mut bytes);
        bytes
    }

    #[test]
    fn numbers_are_written_by_sevens_of_bits() {
        for (number, bytes) in [
            (0, vec![0]),
            (127, vec![0x7f]),
            (128, vec![0x80, 1]),
            (300, vec![0xac, 2]),
            (i64::MAX, vec![0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
            (-1, vec![0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]),
        ] {
            assert_eq!(written(&number), bytes);
            assert_eq!(read(&bytes), Some(number));
        }
    }

    #[test]
    fn a_number_has_one_encoding_and_keeps_to_its_type() {
        assert_eq!(read::<u32>(&[0x80, 0]), None);
        assert_eq!(read::<u32>(&[0x80]), None);
        assert_eq!(read::<u8>(&[0x80, 2]), None);
        assert_eq!(read::<i64>(&[0xff; 11]), None);
        assert_eq!(read::<i64>(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2]), None);
    }

    #[test]
    fn what_is_no_value_is_refused() {
        assert_eq!(read::<bool>(&[2]), None);
        assert_eq!(read::<String>(&[1, 0xff]), None);
        assert_eq!(read::<String>(&[5, b'a']), None);
        assert_eq!(read::<Option<u8>>(&[1]), None);
        assert_eq!(read::<Date>(&written(&20_260_230_u32)), None);
        assert_eq!(read::<Date>(&written(&20_260_228_u32)), Some(Date::new(2026, 2, 28).unwrap()));
        // A length of a billion with nothing behind it neither allocates nor lingers.
        assert_eq!(read::<Vec<u8>>(&written(&1_000_000_000_u32)), None);
    }
}
