// The block in the editor: a field for each option that the server knows, and the table as the server draws it.
(({ blocks, element, blockEditor, components, serverSideRender, i18n }, options) => {
  const create = element.createElement, { __ } = i18n;

  const field = (name, values, chosen, set) =>
    create(values.length ? components.SelectControl : components.TextControl, {
      key: name,
      label: name,
      value: chosen ?? "",
      onChange: value => set({ [name]: value }),
      ...(values.length && { options: ["", ...values].map(value => ({ value, label: value || __("as in the settings", "fxwidget") })) }),
    });

  blocks.registerBlockType("fxwidget/table", {
    edit: ({ name, attributes, setAttributes }) =>
      create("div", blockEditor.useBlockProps(),
        create(blockEditor.InspectorControls, null,
          create(components.PanelBody, { title: __("Table", "fxwidget") },
            Object.entries(options).map(([option, values]) => field(option, values, attributes[option], setAttributes)))),
        create(components.Disabled, null, create(serverSideRender, { block: name, attributes }))),
    save: () => null,
  });
})(window.wp, window.fxwidgetOptions);
