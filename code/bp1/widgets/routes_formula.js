// One term of (37) as KaTeX typesets it, so that a notebook and a page alone, which have no KaTeX, show it too.
// The widget puts the reader's k, j and numbers in their places.  When TEX changes, the test prints the new TERM.

export const TEX = String.raw`\begin{gathered} \frac{\partial C}{\partial a_k} \frac{\partial a_k}{\partial z_j} \\ (g)(J) \end{gathered}`;
export const TERM = `
<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mtable rowspacing="0.25em" columnalign="center" columnspacing="0em">
<mtr><mtd><mstyle scriptlevel="0" displaystyle="true"><mrow>
<mfrac><mrow><mi mathvariant="normal">∂</mi><mi>C</mi></mrow><mrow><mi mathvariant="normal">∂</mi><msub><mi>a</mi><mi>k</mi></msub></mrow></mfrac>
<mfrac><mrow><mi mathvariant="normal">∂</mi><msub><mi>a</mi><mi>k</mi></msub></mrow><mrow><mi mathvariant="normal">∂</mi><msub><mi>z</mi><mi>j</mi></msub></mrow></mfrac></mrow></mstyle></mtd></mtr>
<mtr><mtd><mstyle scriptlevel="0" displaystyle="true"><mrow><mo stretchy="false">(</mo><mi>g</mi><mo stretchy="false">)</mo><mo stretchy="false">(</mo><mi>J</mi><mo stretchy="false">)</mo></mrow></mstyle></mtd></mtr>
</mtable></math>
`;
