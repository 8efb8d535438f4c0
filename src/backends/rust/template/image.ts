/** Reads an image from its start to its end. */
export const IMAGE = `fn fail(message: &str) -> ! {
    eprintln!("{message}");
    std::process::exit(2)
}

/// The image, read from its start to its end.
struct Reader {
    image: Vec<u8>,
    at: usize,
}

impl Reader {
    fn take(&mut self, bytes: usize) -> &[u8] {
        if bytes > self.image.len() - self.at {
            fail("the image is cut short");
        }
        self.at += bytes;
        &self.image[self.at - bytes..self.at]
    }

    fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.take(4).try_into().unwrap())
    }

    fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.take(8).try_into().unwrap())
    }

    /// How many there are of what takes so many bytes each: never more than the image still has.
    fn count(&mut self, bytes: usize) -> usize {
        let count = self.u32() as usize;
        if count > (self.image.len() - self.at) / bytes {
            fail("the image is cut short");
        }
        count
    }

    fn i32_row(&mut self) -> Vec<i32> {
        let count = self.count(4);
        self.i32s(count)
    }

    fn f64_row(&mut self) -> Vec<f64> {
        let count = self.count(8);
        self.f64s(count)
    }

    fn i32s(&mut self, count: usize) -> Vec<i32> {
        let bytes = self.take(count * 4);
        bytes.chunks_exact(4).map(|word| i32::from_le_bytes(word.try_into().unwrap())).collect()
    }

    fn f64s(&mut self, count: usize) -> Vec<f64> {
        let bytes = self.take(count * 8);
        bytes.chunks_exact(8).map(|word| f64::from_le_bytes(word.try_into().unwrap())).collect()
    }
}

enum Action {
    Run { section: usize },
    Copy { from: usize, to: usize, start: usize, end: usize },
    Observe,
    Repeat { times: u64, end: usize },
    Leave { memory: usize, cell: usize, at_least: usize },
}
`;
